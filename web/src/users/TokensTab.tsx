import { Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Token, TokenScope } from '../api/contract'
import { IconPlus } from '../app/icons'
import { useSession } from '../app/session'
import { Chip } from '../parts/Chip'
import { Confirm } from '../parts/Confirm'
import { DataTable, type Column } from '../parts/DataTable'
import { Empty } from '../parts/Empty'
import { OrganizationPicker } from '../parts/OrganizationPicker'
import { ProblemNote } from '../parts/ProblemNote'
import { ShownOnce } from '../parts/ShownOnce'
import { Time } from '../parts/Time'
import { done } from '../parts/toast'
import { createToken, deleteToken, tokensQuery } from './queries'

const scopes = [
  { value: 'read', label: 'Read' },
  { value: 'write', label: 'Read and write' },
  { value: 'administer', label: 'Administer' },
]
const lives = [
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: '1 year' },
  { value: '', label: 'Without an end' },
]

/** Keys for programs: what they may do, where, and until when. */
export function TokensTab() {
  const client = useQueryClient()
  const { data, error, refetch } = useQuery(tokensQuery)
  const [creating, setCreating] = useState(false)
  const [shown, setShown] = useState<{ name: string; token: string } | null>(null)
  const [deleting, setDeleting] = useState<Token | null>(null)

  const columns: Column<Token>[] = [
    {
      id: 'name',
      header: 'Name',
      narrow: 'first',
      cell: (row) => <b style={{ fontWeight: 600 }}>{row.name}</b>,
    },
    {
      id: 'scope',
      header: 'May',
      width: 170,
      cell: (row) =>
        row.scopes.map((scope) => (
          <Chip key={scope} tone={scope === 'administer' ? 'accent' : undefined}>
            {scope}
          </Chip>
        )),
    },
    { id: 'organization', header: 'Where', width: '20%', cell: (row) => row.organization_name },
    {
      id: 'expires',
      header: 'Ends',
      width: 130,
      cell: (row) => (row.expires_at ? <Time at={row.expires_at} /> : <span className="dim">never</span>),
    },
    {
      id: 'used',
      header: 'Last used',
      width: 130,
      cell: (row) => (row.last_used_at ? <Time at={row.last_used_at} /> : <span className="dim">never</span>),
    },
    { id: 'by', header: 'Made by', width: 130, narrow: 'hidden', cell: (row) => row.created_by },
    {
      id: 'revoke',
      header: <span className="unseen">Revoke</span>,
      width: 110,
      narrow: 'end',
      cell: (row) => (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={`Revoke ${row.name}`}
          onClick={() => {
            setDeleting(row)
          }}
        >
          Revoke
        </Button>
      ),
    },
  ]

  return (
    <>
      <div
        style={{
          display: 'flex',
          justifyContent: 'space-between',
          gap: 12,
          marginBottom: 12,
          alignItems: 'center',
          flexWrap: 'wrap',
        }}
      >
        <Text c="dimmed">
          A program sends <code>Authorization: Bearer wharf_…</code> and may do what its token says.
        </Text>
        <Button
          leftSection={<IconPlus size={15} />}
          onClick={() => {
            setCreating(true)
          }}
        >
          Create token
        </Button>
      </div>
      {error ? <ProblemNote error={error} onRetry={() => void refetch()} /> : null}
      <DataTable
        label="API tokens"
        columns={columns}
        rows={data?.items}
        rowKey={(row) => row.id}
        expected={3}
        empty={
          <Empty title="No tokens yet">
            A token lets a program of yours use the API, as far as you allow it.
          </Empty>
        }
      />
      {creating ? (
        <CreateToken
          onClose={() => {
            setCreating(false)
          }}
          onMade={(name, token) => {
            setCreating(false)
            setShown({ name, token })
          }}
        />
      ) : null}
      {shown ? (
        <ShownOnce
          title={`Token ${shown.name}`}
          text="This is the only time the token is shown. Wharf keeps just a fingerprint of it."
          value={shown.token}
          onClose={() => {
            setShown(null)
          }}
        />
      ) : null}
      <Confirm
        opened={deleting !== null}
        onClose={() => {
          setDeleting(null)
        }}
        title={`Revoke ${deleting?.name ?? ''}?`}
        action={`Revoke ${deleting?.name ?? ''}`}
        onConfirm={async () => {
          if (!deleting) return
          await deleteToken(deleting.id)
          await client.invalidateQueries({ queryKey: ['tokens'] })
          done(`Token ${deleting.name} revoked`)
        }}
      >
        Whatever uses it is refused from now on. This cannot be undone.
      </Confirm>
    </>
  )
}

function CreateToken({
  onClose,
  onMade,
}: {
  onClose: () => void
  onMade: (name: string, token: string) => void
}) {
  const client = useQueryClient()
  const { home } = useSession()
  const [name, setName] = useState('')
  const [scope, setScope] = useState<TokenScope>('read')
  const [organization, setOrganization] = useState<{ id: string; name: string }>({
    id: home.id,
    name: home.name,
  })
  const [life, setLife] = useState('90')
  const [pressed, setPressed] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)

  const create = async () => {
    setPressed(true)
    if (!name.trim()) return
    setBusy(true)
    setError(null)
    try {
      const made = await createToken({
        name: name.trim(),
        scope,
        organization_id: organization.id,
        expires_at: life ? new Date(Date.now() + Number(life) * 86_400_000).toISOString() : null,
      })
      await client.invalidateQueries({ queryKey: ['tokens'] })
      onMade(made.name, made.token)
    } catch (thrown) {
      setError(thrown)
      setBusy(false)
    }
  }

  return (
    <Modal opened onClose={onClose} title="Create token" closeButtonProps={{ 'aria-label': 'Close' }}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void create()
        }}
      >
        <Stack gap="sm">
          <TextInput
            label="Name"
            description="What uses it, so that it can be found again"
            data-autofocus
            value={name}
            error={pressed && !name.trim() ? 'Give the token a name.' : null}
            onChange={(event) => {
              setName(event.currentTarget.value)
            }}
          />
          <Select
            label="May"
            data={scopes}
            value={scope}
            onChange={(next) => {
              setScope((next ?? 'read') as TokenScope)
            }}
          />
          <OrganizationPicker
            label="Where"
            description="This organization and everything below it"
            value={organization}
            onChange={(next) => {
              if (next) setOrganization(next)
            }}
          />
          <Select
            label="Ends after"
            data={lives}
            value={life}
            onChange={(next) => {
              setLife(next ?? '90')
            }}
          />
          {error ? <ProblemNote error={error} /> : null}
          <Group justify="flex-end" gap="xs">
            <Button variant="subtle" color="gray" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={busy}>
              Create token
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
