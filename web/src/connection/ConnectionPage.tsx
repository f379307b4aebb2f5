import { Button, Skeleton } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, Outlet } from '@tanstack/react-router'
import { lazy, Suspense, useEffect } from 'react'
import type { Connection, Integration } from '../api/contract'
import { useCrumbs } from '../app/crumbs'
import { IconGuide } from '../app/icons'
import { usePageState, useScope } from '../app/pageState'
import { connectionWords } from '../integrations/healthWords'
import { mappingSummaryQuery } from '../integrations/queries'
import { Dot, healthTone } from '../parts/Dot'
import { Mark } from '../parts/Mark'
import page from '../parts/Page.module.css'
import { ProblemNote } from '../parts/ProblemNote'
import { useCurrentInView } from '../parts/useCurrentInView'
import { useNow } from '../parts/useNow'
import { count } from '../parts/words'
import { closeAfterAuthorizing } from './authorizing'
import classes from './ConnectionPage.module.css'
import { ConnectionSwitcher } from './ConnectionSwitcher'
import { useConnection } from './useConnection'

const Guide = lazy(async () => ({ default: (await import('./GuideDrawer')).GuideDrawer }))

/** One connection of an integration: its head and tabs; the tab itself is a page of its own. */
export function ConnectionPage() {
  const { connection, integration, error } = useConnection()
  const [state, setState] = usePageState()
  const client = useQueryClient()
  useCrumbs([
    { label: 'Configuration' },
    { label: 'Integrations', to: '/integrations' },
    ...(connection
      ? [
          { label: connection.integration_name, to: `/connections/${connection.id}` },
          { label: connection.name },
        ]
      : []),
  ])

  useEffect(() => {
    // The vendor's page came back here, in the popup or in this tab.
    if (!connection || (!state.authorized && !state.error)) return
    closeAfterAuthorizing({ connection: connection.id, error: state.error ?? null })
    setState({ authorized: undefined })
    void client.invalidateQueries({ queryKey: ['connection', connection.id] })
  }, [connection, state.authorized, state.error, setState, client])

  if (error && !connection) {
    return (
      <div className={page.page}>
        <ProblemNote error={error} />
      </div>
    )
  }
  return (
    <div className={page.page}>
      <Head connection={connection} integration={integration} />
      <Tabs connection={connection} />
      {state.error ? (
        <div style={{ marginBottom: 16 }}>
          <ProblemNote
            error={
              new Error(
                `${connection?.integration_name ?? 'The tool'} did not authorize Wharf: ${state.error}`,
              )
            }
            retryLabel="Dismiss"
            onRetry={() => {
              setState({ error: undefined })
            }}
          />
        </div>
      ) : null}
      {connection && integration ? <Outlet /> : <Skeleton h={380} radius={10} />}
    </div>
  )
}

interface HeadProps {
  connection: Connection | undefined
  integration: Integration | undefined
}

function Head({ connection, integration }: HeadProps) {
  const now = useNow()
  const [state, setState] = usePageState()
  return (
    <header className={classes.head}>
      {integration ? (
        <Mark mark={integration.mark} icon={integration.icon_url} />
      ) : (
        <Skeleton h={36} w={36} radius={9} />
      )}
      <div className={classes.words}>
        <h1 className={classes.title}>{connection?.integration_name ?? ' '}</h1>
        <div className={classes.health}>
          {connection ? (
            <>
              <Dot tone={healthTone[connection.health.state]} />
              <span>{connectionWords(connection.health, now)}</span>
            </>
          ) : null}
        </div>
      </div>
      {connection && integration ? (
        <div className={classes.actions}>
          <Button
            variant="default"
            leftSection={<IconGuide size={16} />}
            onClick={() => {
              setState({ guide: true })
            }}
          >
            Guide
          </Button>
          <ConnectionSwitcher connection={connection} integration={integration} />
          {state.guide ? (
            <Suspense>
              <Guide
                integration={integration}
                onClose={() => {
                  setState({ guide: undefined })
                }}
              />
            </Suspense>
          ) : null}
        </div>
      ) : null}
    </header>
  )
}

function Tabs({ connection }: { connection: Connection | undefined }) {
  const scope = useScope()
  const tabs = useCurrentInView(connection !== undefined)
  const has = connection?.mapping.has ?? false
  const { data: summary } = useQuery({
    ...mappingSummaryQuery(connection?.id ?? '', scope),
    enabled: has,
  })
  const open = summary
    ? summary.suggested + summary.ambiguous + summary.gone + summary.conflict + summary.unmatched
    : 0
  const params = { connection: connection?.id ?? '' }
  if (!connection) return <div className={classes.tabs} style={{ height: 40 }} />
  return (
    <nav ref={tabs} className={classes.tabs} aria-label="Parts of the connection">
      <Link
        className={classes.tab}
        to="/connections/$connection"
        params={params}
        activeOptions={{ exact: true, includeSearch: false }}
      >
        Configuration
      </Link>
      <Link
        className={classes.tab}
        to="/connections/$connection/mapping"
        params={params}
        activeOptions={{ includeSearch: false }}
      >
        Organization mapping
        {has && open > 0 && connection.health.state !== 'not_configured' ? (
          <span className={classes.badge}>{count(open)} open</span>
        ) : null}
      </Link>
      <Link
        className={classes.tab}
        to="/connections/$connection/actions"
        params={params}
        activeOptions={{ includeSearch: false }}
      >
        Actions
      </Link>
      <Link
        className={classes.tab}
        to="/connections/$connection/activity"
        params={params}
        activeOptions={{ includeSearch: false }}
      >
        Activity
      </Link>
      <Link
        className={classes.tab}
        to="/connections/$connection/used-by"
        params={params}
        activeOptions={{ includeSearch: false }}
      >
        Used by
      </Link>
    </nav>
  )
}
