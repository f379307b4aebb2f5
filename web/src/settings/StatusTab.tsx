import { List, Skeleton, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { api } from '../api/client'
import type { Status } from '../api/contract'
import audit from '../audit/AuditPage.module.css'
import { Dot } from '../parts/Dot'
import { Panel } from '../parts/Page'
import { ProblemNote } from '../parts/ProblemNote'
import { bytes, count, plural } from '../parts/words'

function uptime(seconds: number): string {
  const days = Math.floor(seconds / 86_400)
  const hours = Math.floor((seconds % 86_400) / 3600)
  const minutes = Math.floor((seconds % 3600) / 60)
  if (days > 0) return `${plural(days, 'day')} ${String(hours)} h`
  return hours > 0 ? `${String(hours)} h ${String(minutes)} min` : `${String(minutes)} min`
}

/** What runs: version, database, jobs, catalogue. */
export function StatusTab() {
  const { data, error } = useQuery({
    queryKey: ['status'],
    queryFn: () => api.get<Status>('/status'),
    refetchInterval: 10_000,
  })
  if (error) return <ProblemNote error={error} />
  if (!data) return <Skeleton h={260} maw={660} radius={10} />
  const facts: [string, React.ReactNode][] = [
    ['Version', data.version],
    ['Running for', uptime(data.uptime_seconds)],
    [
      'Database',
      [
        data.database.kind,
        data.database.size_bytes === null ? '' : bytes(data.database.size_bytes),
        data.database.path ?? '',
      ]
        .filter(Boolean)
        .join(', '),
    ],
    ...(data.workers === null ? [] : [['Workers', count(data.workers)] as [string, string]]),
    ['Jobs', `${count(data.jobs.running)} running, ${count(data.jobs.waiting)} waiting`],
    ['Catalogue', plural(data.catalog.integrations, 'integration')],
  ]
  return (
    <div style={{ maxWidth: 660 }}>
      <Panel>
        <dl className={audit.facts} style={{ margin: 0 }}>
          {facts.map(([name, value]) => (
            <div key={name} style={{ display: 'contents' }}>
              <dt>{name}</dt>
              <dd className="figures">{value}</dd>
            </div>
          ))}
        </dl>
        <Text mt={14} style={{ display: 'flex', gap: 8, alignItems: 'center' }}>
          <Dot tone={data.catalog.problems.length > 0 ? 'warning' : 'good'} />
          {data.catalog.problems.length > 0
            ? `${plural(data.catalog.problems.length, 'mistake')} kept definitions out of the catalogue:`
            : 'Every definition of the catalogue was loaded.'}
        </Text>
        {data.catalog.problems.length > 0 ? (
          <List fz={12.5} withPadding mt={6}>
            {data.catalog.problems.map((problem) => (
              <List.Item key={problem}>
                <code style={{ overflowWrap: 'anywhere' }}>{problem}</code>
              </List.Item>
            ))}
          </List>
        ) : null}
      </Panel>
    </div>
  )
}
