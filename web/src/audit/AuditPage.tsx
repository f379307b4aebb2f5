import { Button, Drawer, Select, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { apiUrl } from '../api/client'
import type { AuditEntry } from '../api/contract'
import { useCrumbs } from '../app/crumbs'
import { IconDownload } from '../app/icons'
import { usePageState } from '../app/pageState'
import { DataTable, type Column } from '../parts/DataTable'
import { Empty } from '../parts/Empty'
import { Page } from '../parts/Page'
import { Pager } from '../parts/Pager'
import { ProblemNote } from '../parts/ProblemNote'
import { SearchBox } from '../parts/SearchBox'
import { exactTime } from '../parts/time'
import { Time } from '../parts/Time'
import { usePagedRows } from '../parts/usePagedRows'
import { listed } from '../parts/words'
import classes from './AuditPage.module.css'
import { auditFilter, auditPaged, facetsQuery } from './queries'

const kinds = { user: '', token: 'token', system: 'by itself', cli: 'command line' }

const columns: Column<AuditEntry>[] = [
  { id: 'at', header: 'Time', width: 120, narrow: 'end', cell: (row) => <Time at={row.at} /> },
  {
    id: 'summary',
    header: 'What',
    narrow: 'first',
    cell: (row) => <span title={row.summary}>{row.summary}</span>,
  },
  {
    id: 'actor',
    header: 'Who',
    width: '15%',
    cell: (row) => (
      <>
        {row.actor} <span className="dim">{kinds[row.actor_kind]}</span>
      </>
    ),
  },
  {
    id: 'organization',
    header: 'Organization',
    width: '17%',
    cell: (row) => row.organization_name ?? <span className="dim">all</span>,
  },
  {
    id: 'action',
    header: 'Action',
    width: '17%',
    narrow: 'hidden',
    cell: (row) => <code className="mono dim">{row.action}</code>,
  },
]

/** Who changed what, when and from where. Nothing here can be changed or deleted. */
export function AuditPage() {
  const [state, setState] = usePageState()
  useCrumbs([{ label: 'Audit log' }])
  const size = state.size ?? 25
  const { data: facets } = useQuery(facetsQuery)
  const table = usePagedRows(auditPaged(state))
  const chosen = table.rows?.find((row) => row?.id === state.selected)
  const hidden = [
    state.q ? `“${state.q}”` : '',
    state.actor ? `by ${state.actor}` : '',
    state.action ? `action ${state.action}` : '',
    state.from ? `from ${state.from}` : '',
    state.to ? `to ${state.to}` : '',
  ].filter(Boolean)

  return (
    <Page
      title="Audit log"
      lead="Who changed what, when and from where. Entries are only ever added; secrets are never in them."
      actions={
        <Button
          component="a"
          href={apiUrl('/audit.csv', auditFilter(state))}
          download
          variant="default"
          leftSection={<IconDownload size={15} />}
        >
          Export CSV
        </Button>
      }
    >
      <div className={classes.filters}>
        <SearchBox
          label="Search the log"
          w={230}
          value={state.q ?? ''}
          onSearch={(q) => {
            setState({ q, page: undefined })
          }}
        />
        <Select
          aria-label="Action"
          placeholder="Any action"
          clearable
          clearButtonProps={{ 'aria-label': 'Clear action' }}
          searchable
          w={200}
          data={facets?.actions ?? []}
          value={state.action ?? null}
          onChange={(action) => {
            setState({ action: action ?? undefined, page: undefined })
          }}
        />
        <Select
          aria-label="Who"
          placeholder="Anybody"
          clearable
          clearButtonProps={{ 'aria-label': 'Clear who' }}
          searchable
          w={170}
          data={facets?.actors ?? []}
          value={state.actor ?? null}
          onChange={(actor) => {
            setState({ actor: actor ?? undefined, page: undefined })
          }}
        />
        <TextInput
          type="date"
          aria-label="From day (UTC)"
          title="From day (UTC)"
          value={state.from ?? ''}
          onChange={(event) => {
            setState({ from: event.currentTarget.value, page: undefined })
          }}
        />
        <TextInput
          type="date"
          aria-label="To day (UTC)"
          title="To day (UTC)"
          value={state.to ?? ''}
          onChange={(event) => {
            setState({ to: event.currentTarget.value, page: undefined })
          }}
        />
      </div>
      {table.error ? <ProblemNote error={table.error} onRetry={table.refetch} /> : null}
      <DataTable
        label="Audit log"
        columns={columns}
        rows={table.rows}
        rowKey={(row) => row.id}
        expected={size || 25}
        current={state.selected ?? null}
        onOpen={(row) => {
          setState({ selected: row.id })
        }}
        onRange={table.onRange}
        empty={
          hidden.length > 0 ? (
            <Empty
              title="No entry matches"
              action={
                <Button
                  variant="default"
                  onClick={() => {
                    setState({
                      q: undefined,
                      actor: undefined,
                      action: undefined,
                      from: undefined,
                      to: undefined,
                      page: undefined,
                    })
                  }}
                >
                  Clear the filters
                </Button>
              }
            >
              The filter {listed(hidden)} hides the others.
            </Empty>
          ) : (
            <Empty title="Nothing was changed yet">
              Every change is written down here with who made it and what it was before.
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
      <Drawer
        opened={chosen !== undefined}
        onClose={() => {
          setState({ selected: undefined })
        }}
        position="right"
        size={500}
        title={chosen?.summary ?? ''}
        closeButtonProps={{ 'aria-label': 'Close' }}
        transitionProps={{ duration: 0 }}
      >
        {chosen ? <Entry entry={chosen} /> : null}
      </Drawer>
    </Page>
  )
}

function Entry({ entry }: { entry: AuditEntry }) {
  const facts: [string, React.ReactNode][] = [
    ['At', exactTime(entry.at)],
    ['Who', `${entry.actor}${kinds[entry.actor_kind] ? `, ${kinds[entry.actor_kind]}` : ''}`],
    ['Organization', entry.organization_name ?? ''],
    ['Action', <code key="action">{entry.action}</code>],
    ['On', `${entry.subject_kind} ${entry.subject_name ?? entry.subject_id}`],
    ['From', entry.peer ?? ''],
    ['Request', entry.request_id ? <code key="request">{entry.request_id}</code> : ''],
  ]
  return (
    <>
      <dl className={classes.facts}>
        {facts
          .filter(([, value]) => value !== '')
          .map(([name, value]) => (
            <div key={name} style={{ display: 'contents' }}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      {entry.changes.length > 0 ? (
        <>
          <h3 className={classes.section}>What changed</h3>
          <ul className={classes.changes}>
            {entry.changes.map((change) => (
              <li key={change.field}>
                <code>{change.field}</code>
                {change.secret ? (
                  <span className="dim">changed; a secret is not written down</span>
                ) : (
                  <span>
                    <span className="dim">{change.before ?? 'not set'}</span> → {change.after ?? 'not set'}
                  </span>
                )}
              </li>
            ))}
          </ul>
        </>
      ) : (
        <Text c="dimmed">No field of its own changed.</Text>
      )}
    </>
  )
}
