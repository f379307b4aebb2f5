import { Button, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { apiUrl } from '../api/client'
import type { Job, JobReportRow } from '../api/contract'
import { useCrumbs } from '../app/crumbs'
import { IconDownload } from '../app/icons'
import { usePageState } from '../app/pageState'
import { Chip } from '../parts/Chip'
import { Counters } from '../parts/Counters'
import { DataTable, type Column } from '../parts/DataTable'
import { Empty } from '../parts/Empty'
import { Page, Panel } from '../parts/Page'
import { Pager } from '../parts/Pager'
import { ProblemNote } from '../parts/ProblemNote'
import { Time } from '../parts/Time'
import { usePagedRows } from '../parts/usePagedRows'
import { JobLine } from './JobLine'
import { jobQuery, jobReport } from './queries'

/** One job: what it does, how it ended, and its report row by row. The page can be left and found again. */
export function JobPage() {
  const { job: id } = useParams({ from: '/shell/jobs/$job' })
  const { data, error } = useQuery(jobQuery(id))
  useCrumbs([{ label: 'Jobs', to: '/jobs' }, { label: data?.title ?? 'Job' }])
  if (error) {
    return (
      <Page title="Job">
        <ProblemNote error={error} />
      </Page>
    )
  }
  if (!data) {
    return (
      <Page title=" ">
        <Skeleton h={90} radius={10} />
      </Page>
    )
  }
  const over = ['done', 'failed', 'cancelled'].includes(data.state)
  return (
    <Page
      title={data.title}
      lead={
        <>
          Started by {data.created_by ?? 'Wharf'} <Time at={data.created_at} />
          {over ? '' : '. It goes on when this page is closed; it is found again under the jobs at the top.'}
        </>
      }
    >
      <div style={{ maxWidth: 720, marginBottom: 20 }}>
        <Panel bare>
          <JobLine job={data} linked={false} />
        </Panel>
      </div>
      {data.has_report && over ? <Report job={data} /> : null}
    </Page>
  )
}

const columns: Column<JobReportRow>[] = [
  { id: 'line', header: 'Line', width: 80, numeric: true, cell: (row) => row.line, narrow: 'end' },
  {
    id: 'name',
    header: 'Name',
    narrow: 'first',
    cell: (row) => row.name || <span className="dim">(no name)</span>,
  },
  {
    id: 'outcome',
    header: 'Outcome',
    width: 120,
    cell: (row) => (
      <Chip tone={row.outcome === 'imported' ? 'good' : row.outcome === 'failed' ? 'bad' : undefined}>
        {row.outcome}
      </Chip>
    ),
  },
  {
    id: 'message',
    header: 'Why',
    width: '45%',
    cell: (row) => <span title={row.message ?? undefined}>{row.message ?? ''}</span>,
  },
  {
    id: 'code',
    header: 'Code',
    width: 230,
    narrow: 'hidden',
    cell: (row) => (row.code ? <code className="mono dim">{row.code}</code> : null),
  },
]

function figure(job: Job, name: string): number | undefined {
  const value = job.result?.[name]
  return typeof value === 'number' ? value : undefined
}

function Report({ job }: { job: Job }) {
  const [state, setState] = usePageState()
  const table = usePagedRows({
    key: ['job', job.id, 'report', state.status],
    page: state.page ?? 1,
    pageSize: 50,
    fetch: (page, _size, signal) => jobReport(job.id, state.status, page, signal),
  })
  const figures = (['imported', 'skipped', 'failed'] as const).map((name) => ({
    id: name,
    figure: figure(job, name),
    label: name,
    ...(name === 'failed' ? { tone: 'bad' as const } : {}),
  }))
  const all = figures.reduce((sum, each) => sum + (each.figure ?? 0), 0)
  return (
    <>
      <div
        style={{
          display: 'flex',
          justifyContent: 'space-between',
          gap: 12,
          flexWrap: 'wrap',
          marginBottom: 12,
        }}
      >
        <Counters
          label="Filter the report"
          counters={[{ id: '', figure: all, label: 'rows' }, ...figures]}
          active={state.status ?? ''}
          onPick={(status) => {
            setState({ status, page: undefined })
          }}
        />
        <Button
          component="a"
          href={apiUrl(`/jobs/${job.id}/report.csv`)}
          download
          variant="default"
          leftSection={<IconDownload size={15} />}
        >
          Download report
        </Button>
      </div>
      {table.error ? <ProblemNote error={table.error} onRetry={table.refetch} /> : null}
      <DataTable
        label="Report"
        columns={columns}
        rows={table.rows}
        rowKey={(row) => `${String(row.line)}-${row.name}`}
        empty={<Empty title={state.status ? `No row was ${state.status}` : 'The report is empty'} />}
      />
      <Pager
        total={table.total}
        page={state.page ?? 1}
        pageSize={50}
        onPage={(page) => {
          setState({ page })
        }}
        onPageSize={() => undefined}
        fixed
      />
    </>
  )
}
