import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ActionSummary } from '../api/contract'
import { usePageState } from '../app/pageState'
import { Empty } from '../parts/Empty'
import { Panel } from '../parts/Page'
import { ProblemNote } from '../parts/ProblemNote'
import { SearchBox } from '../parts/SearchBox'
import { plural } from '../parts/words'
import classes from './ActionsTab.module.css'
import { actionQuery } from './queries'
import { TryAction } from './TryAction'
import { useConnection } from './useConnection'

function grouped(actions: ActionSummary[], search: string): [string, ActionSummary[]][] {
  const wanted = search.trim().toLowerCase()
  const groups = new Map<string, ActionSummary[]>()
  for (const action of actions) {
    const text = `${action.name} ${action.id} ${action.path} ${action.description ?? ''}`.toLowerCase()
    if (wanted && !text.includes(wanted)) continue
    const category = action.category ?? 'Other'
    groups.set(category, [...(groups.get(category) ?? []), action])
  }
  return [...groups]
}

/** What the integration can do; each action can be tried with this connection. */
export function ActionsTab() {
  const { connection, integration } = useConnection()
  const [state, setState] = usePageState()
  const search = state.q ?? ''
  if (!connection || !integration) return null
  const groups = grouped(integration.actions, search)
  return (
    <div className={classes.columns}>
      <Panel>
        <div className={classes.list}>
          <SearchBox
            label={`Find among ${plural(integration.actions.length, 'action')}`}
            size="xs"
            value={search}
            onSearch={(q) => {
              setState({ q })
            }}
          />
          {groups.map(([category, actions]) => (
            <div key={category}>
              <div className={classes.category}>{category}</div>
              <ul className={classes.items} aria-label={category}>
                {actions.map((action) => (
                  <li key={action.id}>
                    <Link
                      to="/connections/$connection/actions"
                      params={{ connection: connection.id }}
                      search={(previous) => ({ ...previous, action: action.id })}
                      className={classes.action}
                      aria-current={state.action === action.id}
                    >
                      <span className="cut">{action.name}</span>
                      <span>{action.deprecated ? 'deprecated' : action.lists ? 'list' : action.method}</span>
                    </Link>
                  </li>
                ))}
              </ul>
            </div>
          ))}
          {groups.length === 0 ? <p className="dim">No action has “{search}” in its name or path.</p> : null}
        </div>
      </Panel>
      <Panel>
        {state.action ? (
          <Chosen key={state.action} id={state.action} />
        ) : (
          <Empty title="Choose an action to try it">
            It runs with this connection, and you see the call, how long it took and what came back. Nothing
            is stored.
          </Empty>
        )}
      </Panel>
    </div>
  )
}

function Chosen({ id }: { id: string }) {
  const { connection } = useConnection()
  const { data, error } = useQuery(actionQuery(connection?.integration_id ?? '', id))
  if (error) return <ProblemNote error={error} />
  if (!data || !connection) return <Skeleton h={260} />
  return <TryAction connection={connection} action={data} />
}
