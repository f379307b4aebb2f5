import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { isComposing } from './keys'
import { ProblemNote } from './ProblemNote'

interface ConfirmProps {
  opened: boolean
  onClose: () => void
  title: string
  children: ReactNode
  /** What the button does, as a verb: "Uninstall NinjaOne". */
  action: string
  /** The text that has to be typed before anything breaks. */
  typed?: string
  danger?: boolean
  onConfirm: () => Promise<unknown>
}

/** Asks before something is lost. An error stays in the dialog; the dialog closes when the act is done. */
export function Confirm({
  opened,
  onClose,
  title,
  children,
  action,
  typed,
  danger = true,
  onConfirm,
}: ConfirmProps) {
  const [text, setText] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const ready = typed === undefined || text.trim() === typed

  const close = () => {
    setText('')
    setError(null)
    onClose()
  }
  const confirm = async () => {
    setBusy(true)
    setError(null)
    try {
      await onConfirm()
      close()
    } catch (thrown) {
      setError(thrown)
    } finally {
      setBusy(false)
    }
  }

  return (
    <Modal opened={opened} onClose={close} title={title} closeButtonProps={{ 'aria-label': 'Close' }}>
      <Stack gap="sm">
        <div>{children}</div>
        {typed !== undefined ? (
          <TextInput
            label={
              <>
                Type <b>{typed}</b> to confirm
              </>
            }
            value={text}
            data-autofocus
            onChange={(event) => {
              setText(event.currentTarget.value)
            }}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && !isComposing(event) && ready) void confirm()
            }}
          />
        ) : null}
        {error ? <ProblemNote error={error} /> : null}
        <Group justify="flex-end" gap="xs">
          <Button variant="subtle" color="gray" onClick={close}>
            Cancel
          </Button>
          <Button
            color={danger ? 'red' : undefined}
            loading={busy}
            disabled={!ready}
            data-autofocus={typed === undefined ? true : undefined}
            onClick={() => void confirm()}
          >
            {action}
          </Button>
        </Group>
        {!ready ? (
          <Text fz={12} c="dimmed" ta="right">
            The button opens once the name is typed.
          </Text>
        ) : null}
      </Stack>
    </Modal>
  )
}
