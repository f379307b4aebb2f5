import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ServerLink } from '../app/ServerLink'
import { Empty } from '../parts/Empty'
import { Panel } from '../parts/Page'
import { ProblemNote } from '../parts/ProblemNote'
import { plural } from '../parts/words'
import { usedByQuery } from './queries'
import { useConnection } from './useConnection'

/** What would notice if this connection went away. */
export function UsedByTab() {
  const { connection, id } = useConnection()
  const { data, error } = useQuery(usedByQuery(id))
  if (error) return <ProblemNote error={error} />
  if (!data || !connection) return <Skeleton h={160} radius={10} />
  const nothing = data.mapped_organizations + data.organizations_sharing + data.items.length === 0
  if (nothing) {
    return (
      <Panel>
        <Empty title="Nothing uses this connection yet">
          Mapped organizations, organizations that share it and whatever else relies on it are listed here, so
          that nobody removes it by accident.
        </Empty>
      </Panel>
    )
  }
  return (
    <Panel bare>
      <ul style={{ listStyle: 'none', margin: 0, padding: 0 }}>
        {data.mapped_organizations > 0 ? (
          <Row>
            <Link
              to="/connections/$connection/mapping"
              params={{ connection: id }}
              search={{ status: 'mapped' }}
            >
              {plural(data.mapped_organizations, 'mapped organization')}
            </Link>
          </Row>
        ) : null}
        {data.organizations_sharing > 0 ? (
          <Row>
            {plural(data.organizations_sharing, 'organization')} below may use it, because they have none of
            their own
          </Row>
        ) : null}
        {data.items.map((item) => (
          <Row key={item.kind + item.name}>
            {item.link ? <ServerLink to={item.link}>{item.name}</ServerLink> : item.name}{' '}
            <span className="dim">{item.kind}</span>
          </Row>
        ))}
      </ul>
    </Panel>
  )
}

function Row({ children }: { children: React.ReactNode }) {
  return <li style={{ padding: '10px 16px', borderBottom: '1px solid var(--w-line)' }}>{children}</li>
}
