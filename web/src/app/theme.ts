import {
  ActionIcon,
  Autocomplete,
  Button,
  Checkbox,
  createTheme,
  Menu,
  Modal,
  Notification,
  Popover,
  Select,
  Switch,
  Textarea,
  TextInput,
  Tooltip,
  type CSSVariablesResolver,
  type MantineColorsTuple,
} from '@mantine/core'

// Mantine asks for ten shades of a colour. Ours come from tokens.css, where the two schemes differ.
const accent = Array.from({ length: 10 }, () => 'var(--w-accent-fill)') as unknown as MantineColorsTuple

const noMotion = { duration: 0 }
// Drop-downs and menus are drawn inside a landmark, where a screen reader finds them.
const portalProps = { target: '#floating' }
// The list itself scrolls under the arrow keys; an area of its own around it would want the focus to be scrolled.
const scrolledList = {
  withScrollArea: false,
  styles: { options: { maxHeight: 260, overflowY: 'auto' } },
} as const

export const theme = createTheme({
  fontFamily: 'var(--w-font)',
  fontFamilyMonospace: 'var(--w-mono)',
  fontSizes: { xs: '11.5px', sm: '13.5px', md: '13.5px', lg: '14px', xl: '21px' },
  colors: { accent },
  primaryColor: 'accent',
  defaultRadius: 7,
  focusRing: 'auto',
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    Button: Button.extend({ defaultProps: { size: 'sm', fw: 600 } }),
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray' } }),
    TextInput: TextInput.extend({ defaultProps: { size: 'sm' } }),
    Textarea: Textarea.extend({ defaultProps: { size: 'sm' } }),
    Select: Select.extend({
      defaultProps: {
        size: 'sm',
        allowDeselect: false,
        ...scrolledList,
        comboboxProps: { transitionProps: noMotion, portalProps },
      },
    }),
    Autocomplete: Autocomplete.extend({
      defaultProps: { ...scrolledList, comboboxProps: { transitionProps: noMotion, portalProps } },
    }),
    Checkbox: Checkbox.extend({ defaultProps: { size: 'xs', radius: 4 } }),
    Switch: Switch.extend({ defaultProps: { size: 'sm' } }),
    Menu: Menu.extend({
      defaultProps: {
        transitionProps: noMotion,
        portalProps,
        shadow: 'md',
        position: 'bottom-end',
        // An element without a role has no place in a menu; the first entry takes the focus instead.
        withInitialFocusPlaceholder: false,
      },
    }),
    Popover: Popover.extend({ defaultProps: { transitionProps: noMotion, portalProps, shadow: 'md' } }),
    Modal: Modal.extend({
      defaultProps: { transitionProps: noMotion, centered: true, overlayProps: { backgroundOpacity: 0.4 } },
    }),
    Notification: Notification.extend({
      defaultProps: { closeButtonProps: { 'aria-label': 'Close the message' } },
    }),
    Tooltip: Tooltip.extend({
      defaultProps: { openDelay: 400, multiline: true, maw: 420, transitionProps: noMotion },
    }),
  },
})

const both = {
  '--mantine-color-body': 'var(--w-panel)',
  '--mantine-color-text': 'var(--w-ink)',
  '--mantine-color-dimmed': 'var(--w-dim)',
  '--mantine-color-placeholder': 'var(--w-dim)',
  '--mantine-color-anchor': 'var(--w-accent)',
  '--mantine-color-error': 'var(--w-bad)',
  '--mantine-color-default': 'var(--w-panel)',
  '--mantine-color-default-hover': 'var(--w-hover)',
  '--mantine-color-default-color': 'var(--w-ink)',
  '--mantine-color-default-border': 'var(--w-line-strong)',
  '--mantine-color-disabled': 'var(--w-well)',
  '--mantine-color-disabled-color': 'var(--w-dim)',
  '--mantine-color-disabled-border': 'var(--w-line)',
  '--mantine-color-accent-filled': 'var(--w-accent-fill)',
  '--mantine-color-accent-filled-hover': 'var(--w-accent-fill-hover)',
  '--mantine-color-accent-light': 'var(--w-accent-soft)',
  '--mantine-color-accent-light-hover': 'var(--w-accent-soft)',
  '--mantine-color-accent-light-color': 'var(--w-accent)',
  '--mantine-color-accent-outline': 'var(--w-accent)',
  '--mantine-color-accent-text': 'var(--w-accent)',
  '--mantine-primary-color-filled': 'var(--w-accent-fill)',
  '--mantine-primary-color-filled-hover': 'var(--w-accent-fill-hover)',
  '--mantine-primary-color-light': 'var(--w-accent-soft)',
  '--mantine-primary-color-light-color': 'var(--w-accent)',
  '--mantine-color-red-filled': 'var(--w-bad-fill)',
  '--mantine-color-red-filled-hover': 'var(--w-bad-fill)',
  '--mantine-color-gray-light-color': 'var(--w-dim)',
  '--mantine-color-gray-text': 'var(--w-ink)',
}

// In the dark scheme Mantine takes its surfaces and lines from this scale.
const darkScale = {
  '--mantine-color-dark-0': 'var(--w-ink)',
  '--mantine-color-dark-1': 'var(--w-ink)',
  '--mantine-color-dark-2': 'var(--w-dim)',
  '--mantine-color-dark-3': 'var(--w-dim)',
  '--mantine-color-dark-4': 'var(--w-line-strong)',
  '--mantine-color-dark-5': 'var(--w-hover)',
  '--mantine-color-dark-6': 'var(--w-panel)',
  '--mantine-color-dark-7': 'var(--w-panel)',
  '--mantine-color-dark-8': 'var(--w-background)',
  '--mantine-color-dark-9': 'var(--w-background)',
}

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: both,
  dark: { ...both, ...darkScale },
})
