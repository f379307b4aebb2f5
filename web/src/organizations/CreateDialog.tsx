import { Button, Group, Modal, Stack } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiProblem } from '../api/client'
import { forgetTopic } from '../api/events'
import { useScope } from '../app/pageState'
import { useSession } from '../app/session'
import { OrganizationPicker } from '../parts/OrganizationPicker'
import { ProblemNote } from '../parts/ProblemNote'
import { done } from '../parts/toast'
import { useQuery } from '@tanstack/react-query'
import { draftProblem, OrganizationFields } from './OrganizationFields'
import type { OrganizationDraft } from './organizationForm'
import { createOrganization, organizationQuery } from './queries'

const empty: OrganizationDraft = { name: '', slug: '', domains: [], tags: [], enabled: true }

export function CreateDialog({ onClose }: { onClose: () => void }) {
  const client = useQueryClient()
  const { home } = useSession()
  const scope = useScope()
  const { data: scoped } = useQuery({ ...organizationQuery(scope ?? ''), enabled: scope !== undefined })
  const [chosen, setChosen] = useState<{ id: string; name: string } | null>(null)
  const [draft, setDraft] = useState(empty)
  const [pressed, setPressed] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const parent = chosen ?? (scoped ? { id: scoped.id, name: scoped.name } : home)

  const create = async (another: boolean) => {
    setPressed(true)
    if (draftProblem(draft)) return
    setBusy(true)
    setError(null)
    try {
      const { slug, ...rest } = draft
      const made = await createOrganization({
        ...rest,
        name: draft.name.trim(),
        parent_id: parent.id,
        ...(slug ? { slug } : {}),
      })
      forgetTopic(client, 'organizations')
      done(`${made.name} created`)
      if (!another) {
        onClose()
        return
      }
      setDraft(empty)
      setPressed(false)
    } catch (thrown) {
      setError(thrown)
    } finally {
      setBusy(false)
    }
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title="Create organization"
      size={520}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void create(false)
        }}
      >
        <Stack gap="sm">
          <OrganizationFields draft={draft} onChange={setDraft} pressed={pressed} error={error} />
          <OrganizationPicker
            label="Parent"
            value={{ id: parent.id, name: parent.name }}
            onChange={setChosen}
          />
          {error && !(error instanceof ApiProblem && error.errors.length > 0) ? (
            <ProblemNote error={error} />
          ) : null}
          <Group justify="flex-end" gap="xs">
            <Button variant="subtle" color="gray" onClick={onClose}>
              Cancel
            </Button>
            <Button variant="default" disabled={busy} onClick={() => void create(true)}>
              Create and add another
            </Button>
            <Button type="submit" loading={busy}>
              Create organization
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
