import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useCrumbs } from '../app/crumbs'
import { Empty } from '../parts/Empty'
import { Page, Panel } from '../parts/Page'
import { ProblemNote } from '../parts/ProblemNote'
import { JobLine } from './JobLine'
import { jobsQuery } from './queries'

/** Long work, running and ended, newest first. */
export function JobsPage() {
  const { data, error, refetch } = useQuery({ ...jobsQuery({}), refetchInterval: 5000 })
  useCrumbs([{ label: 'Jobs' }])
  return (
    <Page title="Jobs" lead="Refreshes, suggestions and imports: what runs, and how the others ended.">
      {error ? <ProblemNote error={error} onRetry={() => void refetch()} /> : null}
      <div style={{ maxWidth: 860 }}>
        {data ? (
          <Panel bare>
            {data.items.length === 0 ? (
              <Empty title="No jobs yet">
                Whatever takes longer than a second runs as a job: it can be left, cancelled, and found again
                here with its result.
              </Empty>
            ) : (
              <ul style={{ listStyle: 'none', margin: 0, padding: 0 }}>
                {data.items.map((job) => (
                  <li key={job.id} style={{ borderBottom: '1px solid var(--w-line)' }}>
                    <JobLine job={job} />
                  </li>
                ))}
              </ul>
            )}
          </Panel>
        ) : error ? null : (
          <Skeleton h={240} radius={10} />
        )}
      </div>
    </Page>
  )
}
