import { Button, Group, List, Modal, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { failed } from '../parts/toast'
import { plural } from '../parts/words'
import type { Refusal } from './useMappingWork'

interface RefusalDialogProps {
  refusal: Refusal | null
  onClose: () => void
  onTheirs: () => Promise<void>
  onOurs: () => Promise<void>
}

/** Names what someone else changed, or which customer is used twice, and lets the person decide. Nothing was saved. */
export function RefusalDialog({ refusal, onClose, onTheirs, onOurs }: RefusalDialogProps) {
  const [busy, setBusy] = useState(false)
  const shared = refusal?.code === 'option_shared'
  const count = refusal?.refused.length ?? 0
  const act = (way: () => Promise<void>) => {
    setBusy(true)
    way()
      .catch(failed)
      .finally(() => {
        setBusy(false)
      })
  }
  return (
    <Modal
      opened={refusal !== null}
      onClose={onClose}
      title={shared ? 'One customer, several organizations' : 'Changed by someone else meanwhile'}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack gap="sm">
        <Text>
          Nothing was saved yet. {shared ? 'These customers are mapped already:' : 'Since you looked:'}
        </Text>
        <List fz={13.5} withPadding style={{ maxHeight: 240, overflowY: 'auto' }}>
          {refusal?.refused.map((each) => (
            <List.Item key={each.key}>{each.message || each.edit.organization.name}</List.Item>
          ))}
        </List>
        <Group justify="flex-end" gap="xs">
          <Button variant="subtle" color="gray" onClick={onClose}>
            Go on editing
          </Button>
          <Button
            variant="default"
            loading={busy}
            data-autofocus
            onClick={() => {
              act(onTheirs)
            }}
          >
            {shared ? `Leave ${plural(count, 'edit')} out and save` : 'Keep theirs, save the rest'}
          </Button>
          <Button
            loading={busy}
            onClick={() => {
              act(onOurs)
            }}
          >
            {shared ? 'Map it on purpose' : 'Save mine over it'}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
