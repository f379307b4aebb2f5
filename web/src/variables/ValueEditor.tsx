import { Select, Textarea, TextInput } from '@mantine/core'
import type { Choice, VariableType } from '../api/contract'
import { isComposing } from '../parts/keys'

interface ValueEditorProps {
  id?: string
  label?: string
  ariaLabel?: string
  type: VariableType
  choices: Choice[] | null
  secret?: boolean
  value: string
  error?: string | null
  size?: string
  autoFocus?: boolean
  placeholder?: string
  onChange: (value: string) => void
  onSubmit?: () => void
  onCancel?: () => void
}

/** The control for a value of a type: a choice, true or false, JSON, or a line of text. */
export function ValueEditor(props: ValueEditorProps) {
  const { type, choices, value, onChange, onSubmit, onCancel, size = 'sm' } = props
  const common = {
    id: props.id,
    label: props.label,
    'aria-label': props.ariaLabel,
    error: props.error ?? null,
    size,
    autoFocus: props.autoFocus ?? false,
    placeholder: props.placeholder,
  }
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (isComposing(event)) return
    if (event.key === 'Enter' && (type !== 'json' || event.ctrlKey)) {
      event.preventDefault()
      onSubmit?.()
    }
    if (event.key === 'Escape') {
      event.stopPropagation()
      onCancel?.()
    }
  }
  if (type === 'boolean' || (choices && choices.length > 0)) {
    const data =
      type === 'boolean' ? ['true', 'false'].map((each) => ({ value: each, label: each })) : (choices ?? [])
    return (
      <Select
        {...common}
        data={data}
        value={value || null}
        onChange={(next) => {
          onChange(next ?? '')
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && event.currentTarget.getAttribute('aria-expanded') !== 'true')
            onCancel?.()
        }}
      />
    )
  }
  if (type === 'json') {
    return (
      <Textarea
        {...common}
        autosize
        minRows={1}
        maxRows={10}
        spellCheck={false}
        classNames={{ input: 'mono' }}
        value={value}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          onChange(event.currentTarget.value)
        }}
      />
    )
  }
  return (
    <TextInput
      {...common}
      type={props.secret ? 'password' : 'text'}
      autoComplete={props.secret ? 'new-password' : 'off'}
      inputMode={type === 'number' ? 'decimal' : undefined}
      spellCheck={false}
      value={value}
      onKeyDown={onKeyDown}
      onChange={(event) => {
        onChange(event.currentTarget.value)
      }}
    />
  )
}
