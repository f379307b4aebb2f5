import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { NeedsYou, Overview } from '../api/contract'
import { useCrumbs } from '../app/crumbs'
import { IconArrowRight, IconCheck } from '../app/icons'
import { useScope } from '../app/pageState'
import { ServerLink } from '../app/ServerLink'
import { useSession } from '../app/session'
import { integrationsQuery } from '../integrations/queries'
import { Mark } from '../parts/Mark'
import { Page, Panel } from '../parts/Page'
import { ProblemNote } from '../parts/ProblemNote'
import { clock, exactTime } from '../parts/time'
import classes from './OverviewPage.module.css'
import { overviewQuery } from './queries'

/** The first page: what needs a person, what is still to be set up, what happened today. */
export function OverviewPage() {
  const scope = useScope()
  const { home } = useSession()
  const { data, error, refetch } = useQuery(overviewQuery(scope))
  useCrumbs([{ label: 'Overview' }])

  return (
    <Page title={data?.organization.name ?? home.name} lead={data?.headline ?? ' '}>
      {error ? <ProblemNote error={error} onRetry={() => void refetch()} /> : null}
      {data ? <Columns data={data} /> : error ? null : <Bones />}
    </Page>
  )
}

function Bones() {
  return (
    <div className={classes.columns} aria-busy>
      <Skeleton h={360} radius={10} />
      <Skeleton h={300} radius={10} />
    </div>
  )
}

function Columns({ data }: { data: Overview }) {
  const { setup } = data
  const { home } = useSession()
  // Wharf is set up once, at the root; a customer's own page has no steps.
  const open = setup.done < setup.total && data.organization.id === home.id
  return (
    <div className={classes.columns}>
      <div className={classes.stack}>
        {data.needs_you.length > 0 ? (
          <Panel title="Needs you" bare>
            <ul className={classes.list}>
              {data.needs_you.map((item) => (
                <Need key={item.title} item={item} />
              ))}
            </ul>
          </Panel>
        ) : open ? null : (
          <Panel title="Needs you">
            <span className="dim">Nothing. What fails, expires or waits for a decision is shown here.</span>
          </Panel>
        )}
        {open ? (
          <Panel title="Set up" note={`${String(setup.done)} of ${String(setup.total)} done`} bare>
            <ol className={classes.list}>
              {setup.steps.map((step) => (
                <li key={step.id} className={classes.row} data-done={step.done || undefined}>
                  <span className={classes.step}>
                    {step.done ? <IconCheck size={14} aria-hidden /> : null}
                    <span className="unseen">{step.done ? 'Done:' : 'To do:'}</span>
                  </span>
                  <span className={classes.words}>
                    <b>{step.title}</b>
                    <span>{step.detail}</span>
                  </span>
                  {step.done ? null : (
                    <ServerLink to={step.link} className={classes.begin}>
                      {step.action_label}
                      <IconArrowRight size={15} aria-hidden />
                    </ServerLink>
                  )}
                </li>
              ))}
            </ol>
          </Panel>
        ) : null}
      </div>
      <Panel title="Today" bare>
        {data.today.length ? (
          <ul className={classes.list}>
            {data.today.map((entry) => (
              <li key={entry.at + entry.title} className={classes.row}>
                <time className={classes.at} dateTime={entry.at} title={exactTime(entry.at)}>
                  {clock(new Date(entry.at))}
                </time>
                <span className={classes.words}>
                  <b style={{ fontSize: 13, fontWeight: 500 }}>
                    {entry.link ? <ServerLink to={entry.link}>{entry.title}</ServerLink> : entry.title}
                  </b>
                  <span>{entry.detail}</span>
                </span>
              </li>
            ))}
          </ul>
        ) : (
          <p className="dim" style={{ margin: 0, padding: 16 }}>
            Nothing yet today. Refreshes, saved mappings and failed calls are listed here as they happen.
          </p>
        )}
      </Panel>
    </div>
  )
}

function Need({ item }: { item: NeedsYou }) {
  const { data } = useQuery({ ...integrationsQuery(useScope()), enabled: item.integration_id !== null })
  const tile = data?.installed.find((each) => each.id === item.integration_id)
  return (
    <li className={classes.row}>
      {item.integration_id ? (
        <Mark
          mark={tile?.mark ?? { letters: item.integration_id.slice(0, 2).toUpperCase(), category: 'other' }}
          icon={tile?.icon_url ?? null}
        />
      ) : null}
      <span className={classes.words}>
        <b>{item.title}</b>
        <span>{item.detail}</span>
      </span>
      <ServerLink to={item.link} className={classes.button}>
        {item.action_label}
      </ServerLink>
    </li>
  )
}
