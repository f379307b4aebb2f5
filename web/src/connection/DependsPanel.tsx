import { useQuery } from '@tanstack/react-query'
import { ServerLink } from '../app/ServerLink'
import { Panel } from '../parts/Page'
import { plural } from '../parts/words'
import { usedByQuery } from './queries'

/** What stops when this connection stops. */
export function DependsPanel({ connection }: { connection: string }) {
  const { data } = useQuery(usedByQuery(connection))
  if (!data) return null
  const nothing = data.mapped_organizations + data.organizations_sharing + data.items.length === 0
  return (
    <Panel>
      <h2 style={{ margin: '0 0 8px', fontSize: 14, fontWeight: 600 }}>What depends on it</h2>
      <ul className="dim" style={{ listStyle: 'none', margin: 0, padding: 0, fontSize: 13, lineHeight: 1.7 }}>
        {nothing ? <li>Nothing yet.</li> : null}
        {data.mapped_organizations > 0 ? (
          <li>{plural(data.mapped_organizations, 'mapped organization')}</li>
        ) : null}
        {data.organizations_sharing > 0 ? (
          <li>{plural(data.organizations_sharing, 'organization')} below may use it</li>
        ) : null}
        {data.items.map((item) => (
          <li key={item.kind + item.name}>
            {item.link ? <ServerLink to={item.link}>{item.name}</ServerLink> : item.name}
          </li>
        ))}
      </ul>
    </Panel>
  )
}
