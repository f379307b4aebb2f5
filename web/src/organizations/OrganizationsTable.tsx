import { ActionIcon, Button, Menu, Select } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Organization } from '../api/contract'
import { forgetTopic } from '../api/events'
import { IconDots } from '../app/icons'
import { usePageState, type PageState } from '../app/pageState'
import { visit, visited } from '../app/preferences'
import { useMay } from '../app/session'
import { Chip } from '../parts/Chip'
import { DataTable, type Column } from '../parts/DataTable'
import { Dot } from '../parts/Dot'
import { Empty } from '../parts/Empty'
import { Pager } from '../parts/Pager'
import { ProblemNote } from '../parts/ProblemNote'
import { SearchBox } from '../parts/SearchBox'
import { Time } from '../parts/Time'
import { done, failed } from '../parts/toast'
import { usePagedRows } from '../parts/usePagedRows'
import { count, listed, plural } from '../parts/words'
import { BulkBar } from './BulkBar'
import { DeleteDialog } from './DeleteDialog'
import { MoveDialog } from './MoveDialog'
import classes from './OrganizationsPage.module.css'
import { changeMany, organizationsPaged, tagsQuery } from './queries'

type Dialog =
  { kind: 'move'; organization: Organization } | { kind: 'delete'; organizations: Organization[] } | null

function hiding(state: PageState): string[] {
  return [
    state.q ? `name “${state.q}”` : '',
    state.status ? `status ${state.status}` : '',
    state.tag ? `tag ${state.tag}` : '',
  ].filter(Boolean)
}

export function OrganizationsTable() {
  const client = useQueryClient()
  const may = useMay()
  const [state, setState] = usePageState()
  const { data: tags } = useQuery(tagsQuery)
  const [selection, setSelection] = useState<ReadonlySet<string>>(new Set())
  const [dialog, setDialog] = useState<Dialog>(null)
  const size = state.size ?? 25
  const table = usePagedRows(organizationsPaged(state))
  const chosen = (table.rows ?? []).filter(
    (row): row is Organization => row !== undefined && selection.has(row.id),
  )
  const hidden = hiding(state)

  const setEnabled = (organization: Organization, enabled: boolean) => {
    changeMany({ ids: [organization.id], enabled })
      .then(() => {
        forgetTopic(client, 'organizations')
        done(`${organization.name} ${enabled ? 'enabled' : 'disabled'}`)
      })
      .catch(failed)
  }

  const columns: Column<Organization>[] = [
    {
      id: 'name',
      header: 'Name',
      sort: 'name',
      narrow: 'first',
      cell: (row) => (
        <b
          className="cut"
          style={{ fontWeight: 600, display: 'block' }}
          title={row.path.map((each) => each.name).join(' / ')}
        >
          {row.name}
          {row.children_count > 0 ? (
            <span className="dim" style={{ fontWeight: 400 }}>
              {' '}
              {count(row.descendants_count)} below
            </span>
          ) : null}
        </b>
      ),
    },
    {
      id: 'parent',
      narrow: 'hidden',
      header: 'Parent',
      width: '16%',
      cell: (row) => row.parent_name ?? <span className="dim">root</span>,
    },
    {
      id: 'domains',
      header: 'Domains',
      width: '20%',
      cell: (row) => <span title={row.domains.join(', ')}>{row.domains.join(', ')}</span>,
    },
    {
      id: 'tags',
      narrow: 'hidden',
      header: 'Tags',
      width: '15%',
      cell: (row) => (
        <span className={classes.tags} title={row.tags.join(', ')}>
          {row.tags.map((tag) => (
            <Chip key={tag}>{tag}</Chip>
          ))}
        </span>
      ),
    },
    {
      id: 'enabled',
      header: 'Status',
      width: 110,
      cell: (row) => (
        <span style={{ display: 'inline-flex', alignItems: 'center', gap: 7 }}>
          <Dot tone={row.enabled ? 'good' : 'none'} />
          {row.enabled ? 'enabled' : 'disabled'}
        </span>
      ),
    },
    {
      id: 'updated',
      header: 'Changed',
      sort: 'updated_at',
      width: 110,
      narrow: 'hidden',
      cell: (row) => <Time at={row.updated_at} />,
    },
    {
      id: 'menu',
      header: <span className="unseen">Menu</span>,
      width: 52,
      narrow: 'end',
      cell: (row) =>
        may.edit ? (
          <Menu width={190}>
            <Menu.Target>
              <ActionIcon size={28} aria-label={`Menu of ${row.name}`} tabIndex={-1}>
                <IconDots size={16} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item
                onClick={() => {
                  setState({ selected: row.id })
                }}
              >
                Edit
              </Menu.Item>
              <Menu.Item
                onClick={() => {
                  setState({ organization: row.id, page: undefined, q: undefined }, true)
                }}
              >
                Switch to it
              </Menu.Item>
              {row.is_root ? null : (
                <>
                  <Menu.Item
                    onClick={() => {
                      setDialog({ kind: 'move', organization: row })
                    }}
                  >
                    Move
                  </Menu.Item>
                  <Menu.Item
                    onClick={() => {
                      setEnabled(row, !row.enabled)
                    }}
                  >
                    {row.enabled ? 'Disable' : 'Enable'}
                  </Menu.Item>
                  <Menu.Divider />
                  <Menu.Item
                    c="var(--w-bad)"
                    onClick={() => {
                      setDialog({ kind: 'delete', organizations: [row] })
                    }}
                  >
                    Delete
                  </Menu.Item>
                </>
              )}
            </Menu.Dropdown>
          </Menu>
        ) : null,
    },
  ]

  return (
    <>
      <div className={classes.top}>
        <SearchBox
          label="Find organizations"
          placeholder="Name, domain or slug"
          w={260}
          value={state.q ?? ''}
          onSearch={(q) => {
            setState({ q, page: undefined })
          }}
        />
        <Select
          aria-label="Status"
          placeholder="Any status"
          clearable
          clearButtonProps={{ 'aria-label': 'Clear status' }}
          w={140}
          data={[
            { value: 'enabled', label: 'Enabled' },
            { value: 'disabled', label: 'Disabled' },
          ]}
          value={state.status ?? null}
          onChange={(status) => {
            setState({ status: status ?? undefined, page: undefined })
          }}
        />
        {tags && tags.items.length > 0 ? (
          <Select
            aria-label="Tag"
            placeholder="Any tag"
            clearable
            clearButtonProps={{ 'aria-label': 'Clear tag' }}
            searchable
            w={160}
            data={tags.items.map((tag) => ({ value: tag.name, label: `${tag.name} (${count(tag.count)})` }))}
            value={state.tag ?? null}
            onChange={(tag) => {
              setState({ tag: tag ?? undefined, page: undefined })
            }}
          />
        ) : null}
      </div>
      {chosen.length > 0 ? (
        <BulkBar
          organizations={chosen}
          onDelete={() => {
            setDialog({ kind: 'delete', organizations: chosen })
          }}
          onNone={() => {
            setSelection(new Set())
          }}
        />
      ) : null}
      {table.error ? <ProblemNote error={table.error} onRetry={table.refetch} /> : null}
      <DataTable
        label="Organizations"
        columns={columns}
        rows={table.rows}
        rowKey={(row) => row.id}
        expected={size || 25}
        sort={state.sort ?? 'name'}
        onSort={(sort) => {
          setState({ sort, page: undefined })
        }}
        {...(may.edit ? { selection, onSelection: setSelection } : {})}
        onOpen={(row) => {
          visit('organizations', row.id)
          setState({ selected: row.id })
        }}
        visited={visited('organizations')}
        onRange={table.onRange}
        empty={
          hidden.length > 0 ? (
            <Empty
              title="No organization matches"
              action={
                <Button
                  variant="default"
                  onClick={() => {
                    setState({ q: undefined, status: undefined, tag: undefined, page: undefined })
                  }}
                >
                  Clear the filters
                </Button>
              }
            >
              The filter {listed(hidden)} hides the others.
            </Empty>
          ) : (
            <Empty title="No organizations yet">
              Each customer is an organization: it carries the ids of the same customer in every tool. Import
              them from the PSA or a CSV file, or create one.
            </Empty>
          )
        }
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
      {dialog?.kind === 'move' ? (
        <MoveDialog
          organization={dialog.organization}
          onClose={() => {
            setDialog(null)
          }}
        />
      ) : null}
      <DeleteDialog
        organizations={dialog?.kind === 'delete' ? dialog.organizations : []}
        onClose={() => {
          setDialog(null)
        }}
        onDeleted={(deleted) => {
          setSelection(new Set())
          done(`${plural(deleted, 'organization')} deleted`)
        }}
      />
    </>
  )
}
