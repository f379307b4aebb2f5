import { Button, Group, Modal, Skeleton, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { isComposing } from '../parts/keys'
import { Mark } from '../parts/Mark'
import { ProblemNote } from '../parts/ProblemNote'
import { count } from '../parts/words'
import { matrixRows } from './queries'
import type { Place } from './MatrixTable'
import mapping from './MappingTab.module.css'
import { Confidence } from './SuggestionCell'

interface ReviewDialogProps {
  organization: string | undefined
  onInclude: (place: Place, included: boolean) => void
  onClose: () => void
}

/** One suggestion after the other, large enough to read: A accepts, X dismisses. */
export function ReviewDialog({ organization, onInclude, onClose }: ReviewDialogProps) {
  const [at, setAt] = useState(0)
  const { data, error } = useQuery({
    queryKey: ['matrix', 'review', organization ?? ''],
    queryFn: ({ signal }) => matrixRows({ organization, status: 'suggested' }, 1, 100, signal),
    // The list stays as it was begun, or deciding would move it under the hand.
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
  })
  const places: Place[] = (data?.items ?? []).flatMap((row) =>
    row.cells
      .filter((cell) => cell.state === 'suggested')
      .flatMap((cell) => {
        const connection = data?.connections.find((each) => each.id === cell.connection_id)
        return connection ? [{ row, connection, cell }] : []
      }),
  )
  const place = places[at]

  const decide = (included: boolean) => {
    if (!place) return
    onInclude(place, included)
    setAt(at + 1)
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={place ? `Suggestion ${count(at + 1)} of ${count(places.length)}` : 'Review one by one'}
      closeButtonProps={{ 'aria-label': 'Close' }}
      onKeyDown={(event) => {
        if (isComposing(event)) return
        const key = event.key.toLowerCase()
        if (key === 'a') decide(true)
        else if (key === 'x') decide(false)
        else if (event.key === 'ArrowLeft') setAt(Math.max(0, at - 1))
        else if (event.key === 'ArrowRight') setAt(Math.min(places.length, at + 1))
      }}
    >
      {error ? <ProblemNote error={error} /> : null}
      {!data && !error ? <Skeleton h={140} /> : null}
      {data && !place ? (
        <Stack gap="sm">
          <Text>
            {places.length === 0 ? 'There is no suggestion to review.' : 'That was the last one.'} Save
            mappings keeps what was accepted.
          </Text>
          <Group justify="flex-end">
            <Button data-autofocus onClick={onClose}>
              Close
            </Button>
          </Group>
        </Stack>
      ) : null}
      {place ? (
        <Stack gap="md">
          <div>
            <Text c="dimmed" fz={12.5}>
              Organization
            </Text>
            <Text fw={600} fz={16}>
              {place.row.organization.name}
            </Text>
            <Text c="dimmed" fz={12.5}>
              {place.row.organization.path
                .slice(0, -1)
                .map((each) => each.name)
                .join(' / ')}
            </Text>
          </div>
          <Group gap="sm" wrap="nowrap">
            <Mark mark={place.connection.mark} icon={place.connection.icon_url} />
            <div style={{ minWidth: 0 }}>
              <Text c="dimmed" fz={12.5}>
                {place.connection.integration_name}
              </Text>
              <Text fw={600} fz={16}>
                {place.cell?.option_name}{' '}
                <code className="dim" style={{ fontSize: 12 }}>
                  #{place.cell?.value}
                </code>
              </Text>
            </div>
          </Group>
          <div className={mapping.why}>
            <Confidence score={place.cell?.score ?? 0} />
            {place.cell?.reason}
          </div>
          <Group justify="space-between">
            <Button
              variant="subtle"
              color="gray"
              disabled={at === 0}
              onClick={() => {
                setAt(at - 1)
              }}
            >
              Back
            </Button>
            <Group gap="xs">
              <Button
                variant="default"
                onClick={() => {
                  decide(false)
                }}
              >
                Dismiss (X)
              </Button>
              <Button
                data-autofocus
                onClick={() => {
                  decide(true)
                }}
              >
                Accept (A)
              </Button>
            </Group>
          </Group>
        </Stack>
      ) : null}
    </Modal>
  )
}
