import { Button, Group, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'

/** Says in the past tense what was just done, and offers for ten seconds to take it back. */
export function undoable(message: string, undo: () => void) {
  const id = `undo-${crypto.randomUUID()}`
  notifications.show({
    id,
    autoClose: 10_000,
    withBorder: true,
    color: 'accent',
    message: (
      <Group gap="sm" wrap="nowrap" justify="space-between">
        <Text>{message}</Text>
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => {
            notifications.hide(id)
            undo()
          }}
        >
          Undo
        </Button>
      </Group>
    ),
  })
}
