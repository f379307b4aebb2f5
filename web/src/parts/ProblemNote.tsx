import { Button, Group, Text } from '@mantine/core'
import { ApiProblem, problemText } from '../api/client'
import { IconRefused } from '../app/icons'
import classes from './ProblemNote.module.css'

interface ProblemNoteProps {
  error: unknown
  onRetry?: () => void
  retryLabel?: string
}

/** An error that stays until it is dealt with: the server's own sentence, the request id, and a way on. */
export function ProblemNote({ error, onRetry, retryLabel = 'Load again' }: ProblemNoteProps) {
  const id = error instanceof ApiProblem ? error.requestId : null
  return (
    <div className={classes.note} role="alert">
      <IconRefused size={18} className={classes.icon} />
      <div style={{ minWidth: 0, flex: 1 }}>
        <Text>{problemText(error)}</Text>
        {id ? (
          <Text fz={12} c="dimmed">
            Request <code>{id}</code>
          </Text>
        ) : null}
      </div>
      {onRetry ? (
        <Group>
          <Button variant="default" size="xs" onClick={onRetry}>
            {retryLabel}
          </Button>
        </Group>
      ) : null}
    </div>
  )
}
