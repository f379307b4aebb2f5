import { Button, CopyButton, Group, Modal, Stack, Text } from '@mantine/core'
import { IconCheck, IconCopy } from '../app/icons'

interface ShownOnceProps {
  title: string
  text: string
  value: string
  onClose: () => void
}

/** Something that is shown this one time: an invitation link, a new token. It closes only by its button. */
export function ShownOnce({ title, text, value, onClose }: ShownOnceProps) {
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size={560}
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
    >
      <Stack gap="sm">
        <Text>{text}</Text>
        <code
          data-testid="shown-once"
          style={{
            display: 'block',
            padding: '10px 12px',
            background: 'var(--w-well)',
            borderRadius: 'var(--w-corner)',
            overflowWrap: 'anywhere',
            userSelect: 'all',
          }}
        >
          {value}
        </code>
        <Group justify="flex-end" gap="xs">
          <CopyButton value={value}>
            {({ copied, copy }) => (
              <Button
                data-autofocus
                leftSection={copied ? <IconCheck size={15} /> : <IconCopy size={15} />}
                onClick={copy}
              >
                {copied ? 'Copied' : 'Copy'}
              </Button>
            )}
          </CopyButton>
          <Button variant="default" onClick={onClose}>
            I have kept it
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
