import { Drawer, Select, Text } from '@mantine/core'
import type { Call } from '../api/contract'
import { usePageState } from '../app/pageState'
import { DataTable, type Column } from '../parts/DataTable'
import { Empty } from '../parts/Empty'
import { Pager } from '../parts/Pager'
import { ProblemNote } from '../parts/ProblemNote'
import { duration, exactTime } from '../parts/time'
import { Time } from '../parts/Time'
import { usePagedRows } from '../parts/usePagedRows'
import { bytes, count } from '../parts/words'
import classes from './ConnectionPage.module.css'
import { activity } from './queries'
import { useConnection } from './useConnection'

const sources = {
  test: 'test',
  try: 'tried by hand',
  refresh: 'refresh',
  health: 'health check',
  authorize: 'authorization',
}

function statusText(call: Call) {
  const bad = call.status === null || call.status >= 400
  return (
    <span style={{ color: bad ? 'var(--w-bad)' : undefined }} title={call.error ?? undefined}>
      {call.status ?? 'no answer'}
      {call.attempts > 1 ? <span className="dim"> · {count(call.attempts)} tries</span> : null}
    </span>
  )
}

const columns: Column<Call>[] = [
  { id: 'at', header: 'Time', width: 120, cell: (call) => <Time at={call.at} />, narrow: 'end' },
  { id: 'action', header: 'Action', cell: (call) => call.action_name ?? call.url, narrow: 'first' },
  {
    id: 'organization',
    header: 'Organization',
    width: '20%',
    cell: (call) => call.organization_name ?? <span className="dim">all</span>,
  },
  {
    id: 'source',
    header: 'Why',
    width: 120,
    cell: (call) => <span className="dim">{sources[call.source]}</span>,
  },
  { id: 'status', header: 'Status', width: 140, cell: statusText },
  {
    id: 'duration',
    header: 'Duration',
    width: 150,
    numeric: true,
    cell: (call) => (
      <>
        {duration(call.duration_ms)}
        {call.waited_ms > 0 ? <span className="dim"> + {duration(call.waited_ms)} wait</span> : null}
      </>
    ),
  },
  {
    id: 'size',
    header: 'Size',
    width: 90,
    numeric: true,
    cell: (call) => bytes(call.response_bytes),
    narrow: 'hidden',
  },
]

/** The recent calls of a connection, with what they waited for and how they ended. Secrets are redacted. */
export function ActivityTab() {
  const { connection, integration } = useConnection()
  const [state, setState] = usePageState()
  const id = connection?.id ?? ''
  const filter = { status: state.status, action: state.action }
  const table = usePagedRows({
    key: ['activity', id, filter],
    page: state.page ?? 1,
    pageSize: state.size ?? 25,
    fetch: (page, size, signal) => activity(id, filter, page, size, signal),
  })
  const chosen = table.rows?.find((call) => call?.id === state.selected)
  const filtered = Boolean(state.status ?? state.action)

  return (
    <>
      <div style={{ display: 'flex', gap: 8, marginBottom: 12, flexWrap: 'wrap' }}>
        <Select
          aria-label="Status"
          placeholder="Any status"
          clearable
          clearButtonProps={{ 'aria-label': 'Clear status' }}
          w={160}
          size="xs"
          data={[
            { value: 'ok', label: 'Answered well' },
            { value: 'failed', label: 'Failed' },
          ]}
          value={state.status ?? null}
          onChange={(status) => {
            setState({ status: status ?? undefined, page: undefined })
          }}
        />
        <Select
          aria-label="Action"
          placeholder="Any action"
          searchable
          clearable
          clearButtonProps={{ 'aria-label': 'Clear action' }}
          w={240}
          size="xs"
          data={(integration?.actions ?? []).map((action) => ({ value: action.id, label: action.name }))}
          value={state.action ?? null}
          onChange={(action) => {
            setState({ action: action ?? undefined, page: undefined })
          }}
        />
      </div>
      {table.error ? <ProblemNote error={table.error} onRetry={table.refetch} /> : null}
      <DataTable
        label="Calls"
        columns={columns}
        rows={table.rows}
        rowKey={(call) => call.id}
        expected={state.size ?? 25}
        onRange={table.onRange}
        current={state.selected ?? null}
        onOpen={(call) => {
          setState({ selected: call.id })
        }}
        empty={
          filtered ? (
            <Empty title="No call matches the filter above">
              Clear the status or the action to see the others.
            </Empty>
          ) : (
            <Empty title="No calls yet">
              Every call that Wharf makes with this connection is listed here: what was asked, how long it
              took, what came back. Test the connection to make the first.
            </Empty>
          )
        }
      />
      <Pager
        total={table.total}
        page={state.page ?? 1}
        pageSize={state.size ?? 25}
        onPage={(page) => {
          setState({ page })
        }}
        onPageSize={(size) => {
          setState({ size, page: undefined })
        }}
      />
      <Drawer
        opened={chosen !== undefined}
        onClose={() => {
          setState({ selected: undefined })
        }}
        position="right"
        size={480}
        title={chosen?.action_name ?? 'Call'}
        closeButtonProps={{ 'aria-label': 'Close' }}
        transitionProps={{ duration: 0 }}
      >
        {chosen ? <CallDetails call={chosen} /> : null}
      </Drawer>
    </>
  )
}

function CallDetails({ call }: { call: Call }) {
  const facts: [string, React.ReactNode][] = [
    ['Request', <code key="r">{`${call.method} ${call.url}`}</code>],
    ['Answer', `${call.status === null ? 'none' : String(call.status)} in ${duration(call.duration_ms)}`],
    ['Waited', call.waited_ms > 0 ? `${duration(call.waited_ms)} for the tool's limit` : 'not at all'],
    ['Attempts', count(call.attempts)],
    ['Sent', bytes(call.request_bytes)],
    ['Received', bytes(call.response_bytes)],
    ['For', call.organization_name ?? 'all organizations'],
    ['Chosen', call.why ?? ''],
    ['Request id', call.request_id ? <code key="i">{call.request_id}</code> : ''],
    ['At', exactTime(call.at)],
  ]
  return (
    <>
      {call.error ? <Text c="var(--w-bad)">{call.error}</Text> : null}
      <dl className={classes.facts} style={{ gridTemplateColumns: '90px minmax(0, 1fr)' }}>
        {facts
          .filter(([, value]) => value !== '')
          .map(([name, value]) => (
            <div key={name} style={{ display: 'contents' }}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </>
  )
}
