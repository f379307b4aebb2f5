import { Button, Drawer, Group, Skeleton, Stack, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { ApiProblem } from '../api/client'
import type { Organization } from '../api/contract'
import { forgetTopic } from '../api/events'
import { useMay } from '../app/session'
import { LeaveGuard } from '../parts/LeaveGuard'
import { ProblemNote } from '../parts/ProblemNote'
import { Time } from '../parts/Time'
import { done } from '../parts/toast'
import { useSaveKey } from '../parts/useSaveKey'
import { plural } from '../parts/words'
import { DeleteDialog } from './DeleteDialog'
import { MoveDialog } from './MoveDialog'
import { draftProblem, OrganizationFields } from './OrganizationFields'
import type { OrganizationDraft } from './organizationForm'
import { changeOrganization, organizationQuery } from './queries'

interface OrganizationDrawerProps {
  id: string
  onClose: () => void
}

/** One organization: read, edit, move, delete. */
export function OrganizationDrawer({ id, onClose }: OrganizationDrawerProps) {
  const { data, error } = useQuery(organizationQuery(id))
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={460}
      title={data?.name ?? 'Organization'}
      closeButtonProps={{ 'aria-label': 'Close' }}
      transitionProps={{ duration: 0 }}
    >
      {error ? <ProblemNote error={error} /> : null}
      {data ? <Form organization={data} onClose={onClose} /> : error ? null : <Skeleton h={320} />}
    </Drawer>
  )
}

function draftOf({ name, slug, domains, tags, enabled }: Organization): OrganizationDraft {
  return { name, slug, domains, tags, enabled }
}

function Form({ organization, onClose }: { organization: Organization; onClose: () => void }) {
  const client = useQueryClient()
  const may = useMay()
  const [draft, setDraft] = useState<OrganizationDraft | null>(null)
  const [pressed, setPressed] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const [dialog, setDialog] = useState<'move' | 'delete' | null>(null)
  const shown = draft ?? draftOf(organization)
  const editable = may.edit && organization.role !== 'viewer'

  const save = async () => {
    setPressed(true)
    if (!draft || draftProblem(draft)) return
    setBusy(true)
    setError(null)
    try {
      const saved = await changeOrganization(organization.id, {
        ...draft,
        name: draft.name.trim(),
        version: organization.version,
      })
      client.setQueryData(organizationQuery(organization.id).queryKey, saved)
      forgetTopic(client, 'organizations')
      setDraft(null)
      setPressed(false)
      done(`${saved.name} saved`)
    } catch (thrown) {
      setError(thrown)
      if (thrown instanceof ApiProblem && thrown.status === 409) {
        void client.invalidateQueries({ queryKey: ['organization', organization.id] })
      }
    } finally {
      setBusy(false)
    }
  }
  useSaveKey(draft && editable ? () => void save() : null)

  return (
    <Stack gap="sm">
      <Text c="dimmed" fz={12.5}>
        {organization.path.map((each) => each.name).join(' / ')}
        {organization.descendants_count > 0
          ? ` · ${plural(organization.descendants_count, 'organization')} below`
          : ''}
      </Text>
      <fieldset disabled={!editable} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
        <Stack gap="sm">
          <OrganizationFields
            draft={shown}
            onChange={setDraft}
            pressed={pressed}
            error={error}
            root={organization.is_root}
          />
        </Stack>
      </fieldset>
      {error && !(error instanceof ApiProblem && error.errors.length > 0) ? (
        <ProblemNote error={error} />
      ) : null}
      {editable ? (
        <Group gap="xs">
          <Button disabled={!draft} loading={busy} onClick={() => void save()}>
            Save organization
          </Button>
          {organization.is_root ? null : (
            <>
              <Button
                variant="default"
                onClick={() => {
                  setDialog('move')
                }}
              >
                Move
              </Button>
              <Button
                variant="default"
                c="var(--w-bad)"
                onClick={() => {
                  setDialog('delete')
                }}
              >
                Delete
              </Button>
            </>
          )}
        </Group>
      ) : null}
      <Group gap="md">
        <Link to="/variables" search={{ organization: organization.id }}>
          Its variables
        </Link>
        <Link to="/mapping" search={{ organization: organization.id }}>
          Its mappings
        </Link>
        <Link to="/audit" search={{ organization: organization.id }}>
          What was changed
        </Link>
      </Group>
      <Text c="dimmed" fz={12.5}>
        Created <Time at={organization.created_at} />, changed <Time at={organization.updated_at} />. Id{' '}
        <code>{organization.id}</code>
      </Text>
      {dialog === 'move' ? (
        <MoveDialog
          organization={organization}
          onClose={() => {
            setDialog(null)
          }}
        />
      ) : null}
      <DeleteDialog
        organizations={dialog === 'delete' ? [organization] : []}
        onClose={() => {
          setDialog(null)
        }}
        onDeleted={() => {
          done(`${organization.name} deleted`)
          onClose()
        }}
      />
      <LeaveGuard unsaved={draft ? `What you changed on ${organization.name}` : null} />
    </Stack>
  )
}
