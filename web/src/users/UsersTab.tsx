import { ActionIcon, Button, Menu, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { User } from '../api/contract'
import { IconDots, IconPlus } from '../app/icons'
import { usePageState } from '../app/pageState'
import { useMay, useSession } from '../app/session'
import { Chip } from '../parts/Chip'
import { Confirm } from '../parts/Confirm'
import { DataTable, type Column } from '../parts/DataTable'
import { Dot } from '../parts/Dot'
import { Empty } from '../parts/Empty'
import { Pager } from '../parts/Pager'
import { ProblemNote } from '../parts/ProblemNote'
import { SearchBox } from '../parts/SearchBox'
import { ShownOnce } from '../parts/ShownOnce'
import { Time } from '../parts/Time'
import { done, failed } from '../parts/toast'
import { usePagedRows } from '../parts/usePagedRows'
import { deleteUser, inviteAgain, users } from './queries'
import { UserDialog } from './UserDialog'

const states = {
  active: ['good', 'active'],
  invited: ['warning', 'invited'],
  disabled: ['none', 'may not sign in'],
} as const

/** Who may sign in, and what they may do where. */
export function UsersTab() {
  const client = useQueryClient()
  const may = useMay()
  const { user: me } = useSession()
  const [state, setState] = usePageState()
  const [editing, setEditing] = useState<User | 'new' | null>(null)
  const [deleting, setDeleting] = useState<User | null>(null)
  const [invitation, setInvitation] = useState<{ url: string; name: string } | null>(null)
  const size = state.size ?? 25
  const table = usePagedRows({
    key: ['users', state.q ?? ''],
    page: state.page ?? 1,
    pageSize: size,
    fetch: (page, pageSize, signal) => users(state.q, page, pageSize, signal),
  })

  const again = (user: User) => {
    inviteAgain(user.id)
      .then(({ invitation_url }) => {
        setInvitation({ url: invitation_url, name: user.name })
      })
      .catch(failed)
  }

  const columns: Column<User>[] = [
    {
      id: 'name',
      header: 'Name',
      width: '20%',
      narrow: 'first',
      cell: (row) => (
        <b style={{ fontWeight: 600 }}>
          {row.name}
          {row.id === me.id ? <span className="dim"> (you)</span> : null}
        </b>
      ),
    },
    { id: 'email', header: 'Email', cell: (row) => row.email },
    {
      id: 'roles',
      header: 'Roles',
      width: '28%',
      cell: (row) => (
        <span
          style={{ display: 'inline-flex', gap: 4, overflow: 'hidden', maxWidth: '100%' }}
          title={row.grants.map((grant) => `${grant.role} of ${grant.organization_name}`).join(', ')}
        >
          {row.grants.length === 0 ? <span className="dim">none: signs in, sees nothing</span> : null}
          {row.grants.map((grant) => (
            <Chip
              key={grant.organization_id + grant.role}
              tone={grant.role === 'administrator' ? 'accent' : undefined}
            >
              {grant.role}, {grant.organization_name}
            </Chip>
          ))}
        </span>
      ),
    },
    {
      id: 'status',
      header: 'Status',
      width: 140,
      cell: (row) => (
        <span style={{ display: 'inline-flex', alignItems: 'center', gap: 7 }}>
          <Dot tone={states[row.status][0]} />
          {states[row.status][1]}
        </span>
      ),
    },
    {
      id: 'seen',
      header: 'Last seen',
      width: 120,
      narrow: 'hidden',
      cell: (row) => (row.last_seen_at ? <Time at={row.last_seen_at} /> : <span className="dim">never</span>),
    },
    {
      id: 'menu',
      header: <span className="unseen">Menu</span>,
      width: 52,
      narrow: 'end',
      cell: (row) =>
        may.administer ? (
          <Menu width={200}>
            <Menu.Target>
              <ActionIcon size={28} aria-label={`Menu of ${row.name}`} tabIndex={-1}>
                <IconDots size={16} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item
                onClick={() => {
                  setEditing(row)
                }}
              >
                Edit
              </Menu.Item>
              {row.status === 'invited' ? (
                <Menu.Item
                  onClick={() => {
                    again(row)
                  }}
                >
                  New invitation link
                </Menu.Item>
              ) : null}
              {row.id === me.id ? null : (
                <Menu.Item
                  c="var(--w-bad)"
                  onClick={() => {
                    setDeleting(row)
                  }}
                >
                  Delete
                </Menu.Item>
              )}
            </Menu.Dropdown>
          </Menu>
        ) : null,
    },
  ]

  return (
    <>
      <div
        style={{
          display: 'flex',
          gap: 8,
          justifyContent: 'space-between',
          flexWrap: 'wrap',
          marginBottom: 12,
        }}
      >
        <SearchBox
          label="Find people"
          w={240}
          value={state.q ?? ''}
          onSearch={(q) => {
            setState({ q, page: undefined })
          }}
        />
        {may.administer ? (
          <Button
            leftSection={<IconPlus size={15} />}
            onClick={() => {
              setEditing('new')
            }}
          >
            Invite a person
          </Button>
        ) : null}
      </div>
      {table.error ? <ProblemNote error={table.error} onRetry={table.refetch} /> : null}
      <DataTable
        label="Users"
        columns={columns}
        rows={table.rows}
        rowKey={(row) => row.id}
        expected={4}
        onOpen={(row) => {
          if (may.administer) setEditing(row)
        }}
        empty={<Empty title={state.q ? `Nobody has “${state.q}” in their name or email` : 'Nobody yet'} />}
      />
      <Pager
        total={table.total}
        page={state.page ?? 1}
        pageSize={size}
        onPage={(page) => {
          setState({ page })
        }}
        onPageSize={(next) => {
          setState({ size: next, page: undefined })
        }}
      />
      {editing ? (
        <UserDialog
          user={editing === 'new' ? null : editing}
          onClose={() => {
            setEditing(null)
          }}
          onInvited={(url, name) => {
            setEditing(null)
            setInvitation({ url, name })
          }}
        />
      ) : null}
      {invitation ? (
        <ShownOnce
          title={`Invitation of ${invitation.name}`}
          text="Send this link to them. Whoever opens it chooses the password; it works once and is not shown again."
          value={invitation.url}
          onClose={() => {
            setInvitation(null)
          }}
        />
      ) : null}
      <Confirm
        opened={deleting !== null}
        onClose={() => {
          setDeleting(null)
        }}
        title={`Delete ${deleting?.name ?? ''}?`}
        action={`Delete ${deleting?.name ?? ''}`}
        onConfirm={async () => {
          if (!deleting) return
          await deleteUser(deleting.id)
          await client.invalidateQueries({ queryKey: ['users'] })
          done(`${deleting.name} deleted`)
        }}
      >
        <Text>
          They are signed out everywhere at once. What they did stays in the audit log under their name.
        </Text>
      </Confirm>
    </>
  )
}
