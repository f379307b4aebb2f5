import { Button, Group, List, Modal, Skeleton, Stack, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { MovePreview, Organization } from '../api/contract'
import { forgetTopic } from '../api/events'
import { OrganizationPicker } from '../parts/OrganizationPicker'
import { ProblemNote } from '../parts/ProblemNote'
import { done } from '../parts/toast'
import { movePreviewQuery, moveOrganization } from './queries'

interface MoveDialogProps {
  organization: Organization
  onClose: () => void
}

/** Moves an organization below another one, after showing what it would inherit differently there. */
export function MoveDialog({ organization, onClose }: MoveDialogProps) {
  const client = useQueryClient()
  const [parent, setParent] = useState<{ id: string; name: string } | null>(null)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const preview = useQuery({
    ...movePreviewQuery(organization.id, parent?.id ?? ''),
    enabled: parent !== null,
  })

  const move = async () => {
    if (!parent) return
    setBusy(true)
    setError(null)
    try {
      await moveOrganization(organization.id, parent.id, organization.version)
      forgetTopic(client, 'organizations')
      forgetTopic(client, 'variables')
      done(`${organization.name} moved below ${parent.name}`)
      onClose()
    } catch (thrown) {
      setError(thrown)
      setBusy(false)
    }
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={`Move ${organization.name}`}
      size={520}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack gap="sm">
        <OrganizationPicker
          label="New parent"
          description={`Now below ${organization.parent_name ?? 'nothing'}`}
          value={parent}
          onChange={setParent}
        />
        {preview.error ? <ProblemNote error={preview.error} /> : null}
        {parent && !preview.data && !preview.error ? <Skeleton h={60} /> : null}
        {preview.data ? <Impact preview={preview.data} /> : null}
        {error ? <ProblemNote error={error} /> : null}
        <Group justify="flex-end" gap="xs">
          <Button variant="subtle" color="gray" onClick={onClose}>
            Cancel
          </Button>
          <Button disabled={!parent || Boolean(preview.error)} loading={busy} onClick={() => void move()}>
            Move
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}

function Impact({ preview }: { preview: MovePreview }) {
  if (preview.variables.length === 0 && preview.connections.length === 0) {
    return <Text c="dimmed">Nothing it inherits changes there.</Text>
  }
  return (
    <div>
      <Text fw={600} mb={4}>
        What changes there
      </Text>
      <List fz={13} withPadding style={{ maxHeight: 220, overflowY: 'auto' }}>
        {preview.variables.map((variable) => (
          <List.Item key={variable.organization_id + variable.name}>
            <code>{variable.name}</code> of {variable.organization_name}: {variable.before ?? 'not set'} →{' '}
            {variable.after ?? 'not set'}
          </List.Item>
        ))}
        {preview.connections.map((connection) => (
          <List.Item key={connection.name + (connection.integration_name ?? '')}>
            {connection.integration_name ?? 'Connection'} {connection.name}: {connection.before ?? 'none'} →{' '}
            {connection.after ?? 'none'}
          </List.Item>
        ))}
      </List>
    </div>
  )
}
