import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useBlocker } from '@tanstack/react-router'

interface LeaveGuardProps {
  /** What would be lost: "4 edited mappings"; null when nothing is unsaved. */
  unsaved: string | null
  /** Whether a new address still shows the same work (another page of the same table, another filter). */
  stays?: (path: string) => boolean
}

/** Asks before unsaved work is left behind, also when the tab is closed. */
export function LeaveGuard({ unsaved, stays }: LeaveGuardProps) {
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) =>
      unsaved !== null && (stays ? !stays(next.pathname) : current.pathname !== next.pathname),
    enableBeforeUnload: () => unsaved !== null,
    withResolver: true,
  })
  const blocked = blocker.status === 'blocked'
  return (
    <Modal
      opened={blocked}
      onClose={() => {
        blocker.reset?.()
      }}
      title="Leave without saving?"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack gap="sm">
        <Text>{unsaved} would be lost.</Text>
        <Group justify="flex-end" gap="xs">
          <Button
            variant="subtle"
            color="red"
            onClick={() => {
              blocker.proceed?.()
            }}
          >
            Leave and lose it
          </Button>
          <Button
            data-autofocus
            onClick={() => {
              blocker.reset?.()
            }}
          >
            Stay here
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
