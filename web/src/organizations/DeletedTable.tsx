import { Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import type { Organization } from '../api/contract'
import { forgetTopic } from '../api/events'
import { IconUndo } from '../app/icons'
import { usePageState } from '../app/pageState'
import { useMay } from '../app/session'
import { DataTable, type Column } from '../parts/DataTable'
import { Empty } from '../parts/Empty'
import { Pager } from '../parts/Pager'
import { ProblemNote } from '../parts/ProblemNote'
import { shortDate } from '../parts/time'
import { Time } from '../parts/Time'
import { done, failed } from '../parts/toast'
import { usePagedRows } from '../parts/usePagedRows'
import { organizationsPaged, restoreOrganization } from './queries'

/** What was deleted in the last 30 days, and the way back. */
export function DeletedTable() {
  const client = useQueryClient()
  const may = useMay()
  const [state, setState] = usePageState()
  const size = state.size ?? 25
  const table = usePagedRows(organizationsPaged(state))
  const restore = (organization: Organization) => {
    restoreOrganization(organization.id)
      .then(() => {
        forgetTopic(client, 'organizations')
        done(`${organization.name} restored`)
      })
      .catch(failed)
  }
  const columns: Column<Organization>[] = [
    {
      id: 'name',
      header: 'Name',
      sort: 'name',
      narrow: 'first',
      cell: (row) => <b style={{ fontWeight: 600 }}>{row.name}</b>,
    },
    { id: 'parent', header: 'Was below', width: '24%', cell: (row) => row.parent_name },
    {
      id: 'deleted',
      header: 'Deleted',
      width: 140,
      cell: (row) => (row.deleted_at ? <Time at={row.deleted_at} /> : null),
    },
    {
      id: 'purge',
      header: 'Gone for good',
      width: 150,
      cell: (row) => (row.purge_at ? `on ${shortDate(new Date(row.purge_at), new Date())}` : ''),
    },
    {
      id: 'restore',
      header: <span className="unseen">Restore</span>,
      width: 130,
      narrow: 'end',
      cell: (row) =>
        may.edit ? (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconUndo size={14} />}
            aria-label={`Restore ${row.name}`}
            onClick={() => {
              restore(row)
            }}
          >
            Restore
          </Button>
        ) : null,
    },
  ]
  return (
    <>
      {table.error ? <ProblemNote error={table.error} onRetry={table.refetch} /> : null}
      <DataTable
        label="Deleted organizations"
        columns={columns}
        rows={table.rows}
        rowKey={(row) => row.id}
        sort={state.sort ?? 'name'}
        onSort={(sort) => {
          setState({ sort })
        }}
        onRange={table.onRange}
        empty={
          <Empty title="Nothing was deleted in the last 30 days">
            A deleted organization stays here for 30 days with everything below it, and can be restored to its
            old place.
          </Empty>
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
    </>
  )
}
