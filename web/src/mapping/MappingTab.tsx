import { Button, Skeleton, Tooltip } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Connection, MappingRow, MappingSummary } from '../api/contract'
import { takeJob } from '../api/events'
import { IconRefresh, IconWand } from '../app/icons'
import { usePageState } from '../app/pageState'
import { useConnection } from '../connection/useConnection'
import { mappingSummaryQuery } from '../integrations/queries'
import { JobLine } from '../jobs/JobLine'
import { openJobsQuery } from '../jobs/queries'
import { Counters } from '../parts/Counters'
import { Empty } from '../parts/Empty'
import { LeaveGuard } from '../parts/LeaveGuard'
import { Panel } from '../parts/Page'
import { ProblemNote } from '../parts/ProblemNote'
import { Time } from '../parts/Time'
import { done, failed } from '../parts/toast'
import { useSaveKey } from '../parts/useSaveKey'
import { plural } from '../parts/words'
import { MappingBar } from './MappingBar'
import { MappingMenu } from './MappingMenu'
import classes from './MappingTab.module.css'
import { MappingTable } from './MappingTable'
import {
  discardSuggestions,
  includeSuggestions,
  refreshOptions,
  saveMappings,
  suggestValues,
} from './queries'
import { RefusalDialog } from './RefusalDialog'
import { useMappingWork, useSuggestionPreview } from './useMappingWork'
import { unsavedWords } from './unsaved'
import { useUndoSave } from './useUndoSave'

/** Which customer of this tool is which organization. */
export function MappingTab() {
  const { connection } = useConnection()
  if (!connection) return null
  if (!connection.mapping.has) {
    return (
      <Panel>
        <Empty title="This tool has no customers to map">
          {connection.mapping.reason ?? `${connection.integration_name} cannot list customers.`}
        </Empty>
      </Panel>
    )
  }
  return <Mapping key={connection.id} connection={connection} />
}

export function countersOf(summary: MappingSummary | undefined) {
  return [
    { id: 'all', figure: summary?.all, label: 'all' },
    { id: 'mapped', figure: summary?.mapped, label: 'mapped' },
    { id: 'suggested', figure: summary?.suggested, label: 'suggested' },
    { id: 'ambiguous', figure: summary?.ambiguous, label: 'ambiguous' },
    {
      id: 'unmatched',
      figure: summary?.unmatched,
      label: summary?.suggested_at ? 'without a match' : 'not mapped',
    },
    { id: 'gone', figure: summary?.gone, label: 'gone from the tool', tone: 'bad' as const },
    ...(summary?.conflict
      ? [{ id: 'conflict', figure: summary.conflict, label: 'in conflict', tone: 'bad' as const }]
      : []),
  ]
}

function useActs(connection: Connection, organization: string | undefined) {
  const client = useQueryClient()
  const preview = useSuggestionPreview(connection.id)
  const takeBack = useUndoSave()
  const forget = () => void client.invalidateQueries({ queryKey: ['mapping', connection.id] })

  const start = (what: Promise<Parameters<typeof takeJob>[1]>) => {
    what
      .then((job) => {
        takeJob(client, job)
        forget()
      })
      .catch(failed)
  }
  return {
    refresh: () => {
      start(refreshOptions(connection.id))
    },
    suggest: () => {
      start(suggestValues(connection.id, organization))
    },
    include: (rows: MappingRow[], included: boolean) => {
      const ids = rows.filter((row) => row.suggestion && row.value === null).map((row) => row.organization.id)
      if (ids.length === 0) return
      preview(new Set(ids), included)
      includeSuggestions(connection.id, { included, organizations: ids, above: null }, organization)
        .then((summary) => {
          client.setQueryData(mappingSummaryQuery(connection.id, organization).queryKey, summary)
        })
        .catch((error: unknown) => {
          failed(error)
          forget()
        })
    },
    acceptAbove: (above: number) => {
      includeSuggestions(connection.id, { included: true, organizations: null, above }, organization)
        .then((summary) => {
          forget()
          done(
            `${plural(summary.included, 'suggestion')} of ${String(above)} or more accepted; save to keep them`,
          )
        })
        .catch(failed)
    },
    discard: () => {
      discardSuggestions(connection.id, organization)
        .then(() => {
          forget()
          done('Suggestions discarded')
        })
        .catch(failed)
    },
    undo: (save: string) => {
      takeBack(connection.id, save)
    },
  }
}

function Mapping({ connection }: { connection: Connection }) {
  const [state, setState] = usePageState()
  const { data: summary, error } = useQuery(mappingSummaryQuery(connection.id, state.organization))
  const acts = useActs(connection, state.organization)
  const work = useMappingWork({
    everywhere: false,
    save: (edits) => saveMappings(connection.id, edits, state.organization),
    onSaved: () => undefined,
    onUndo: acts.undo,
  })
  const [selection, setSelection] = useState<ReadonlySet<string>>(new Set())
  const included = summary?.included ?? 0
  const pending = included + work.unsaved.size
  useSaveKey(pending > 0 && connection.can_edit ? work.saveAll : null)

  if (summary && beforeSave(connection, summary)) return <SaveFirst connection={connection} />
  return (
    <>
      <div className={classes.top}>
        <Counters
          label="Filter by state"
          counters={countersOf(summary)}
          active={state.status ?? 'all'}
          onPick={(status) => {
            setState({ status: status === 'all' ? undefined : status, page: undefined })
          }}
        />
        {connection.can_edit ? (
          <div className={classes.buttons}>
            <Button variant="default" leftSection={<IconRefresh size={15} />} onClick={acts.refresh}>
              Refresh options
            </Button>
            <Tooltip
              label={`Refresh options first: suggestions are made from the customers of ${connection.integration_name}`}
              disabled={Boolean(summary && summary.options.count > 0)}
            >
              <Button
                variant="default"
                leftSection={<IconWand size={15} />}
                disabled={!summary || summary.options.count === 0}
                onClick={acts.suggest}
              >
                Suggest values
              </Button>
            </Tooltip>
            <MappingMenu
              connection={connection}
              summary={summary}
              dispatch={work.dispatch}
              onUndo={acts.undo}
            />
          </div>
        ) : null}
      </div>
      {error ? <ProblemNote error={error} /> : null}
      <OptionsNote connection={connection} summary={summary} />
      <RunningJobs connection={connection.id} />
      {work.error ? (
        <div style={{ marginBottom: 12 }}>
          <ProblemNote error={work.error} onRetry={work.saveAll} retryLabel="Save again" />
        </div>
      ) : null}
      {summary ? (
        <MappingTable
          connection={connection}
          summary={summary}
          unsaved={work.unsaved}
          dispatch={work.dispatch}
          selection={selection}
          onSelection={setSelection}
          onInclude={acts.include}
        />
      ) : (
        <Skeleton h={480} radius={10} />
      )}
      {pending > 0 && connection.can_edit ? (
        <MappingBar
          suggestions={included}
          edits={work.unsaved.size}
          variables={connection.mapping.variables.map((variable) => variable.name)}
          saving={work.saving}
          onDiscard={() => {
            work.dispatch({ kind: 'discard' })
            if (included > 0) acts.discard()
          }}
          onAcceptAbove={acts.acceptAbove}
          onSave={work.saveAll}
        />
      ) : null}
      <RefusalDialog
        refusal={work.refusal}
        onClose={work.closeRefusal}
        onTheirs={work.takeTheirs}
        onOurs={work.keepOurs}
      />
      <LeaveGuard unsaved={work.unsaved.size > 0 ? unsavedWords(0, work.unsaved.size) : null} />
    </>
  )
}

/** Before the first save there is nothing to map with; what an earlier installation mapped is shown all the same. */
function beforeSave(connection: Connection, summary: MappingSummary): boolean {
  return connection.health.state === 'not_configured' && summary.mapped === 0
}

function SaveFirst({ connection }: { connection: Connection }) {
  return (
    <Panel>
      <Empty
        title="Save the configuration first"
        action={
          <Button
            renderRoot={(props) => (
              <Link to="/connections/$connection" params={{ connection: connection.id }} {...props} />
            )}
          >
            Go to the configuration
          </Button>
        }
      >
        Once Wharf can call {connection.integration_name}, its customers stand here beside your organizations.
      </Empty>
    </Panel>
  )
}

/** What is known of the tool's customers, when there is something to say about it. */
function OptionsNote({
  connection,
  summary,
}: {
  connection: Connection
  summary: MappingSummary | undefined
}) {
  if (!summary) return null
  const { options } = summary
  const tool = connection.integration_name
  if (options.state === 'none') {
    return (
      <p className={classes.note}>
        <b>The customers of {tool} were not pulled yet.</b>{' '}
        {connection.health.state === 'healthy' ? (
          <>Refresh options brings them in; until then the id of each is typed by hand.</>
        ) : (
          <>
            <Link to="/connections/$connection" params={{ connection: connection.id }}>
              Finish the configuration
            </Link>{' '}
            first; until then the id of each is typed by hand.
          </>
        )}
      </p>
    )
  }
  if (options.state === 'failed') {
    return (
      <p className={classes.note} data-tone="bad">
        <b>The last refresh failed.</b> {options.error}{' '}
        {options.count > 0
          ? `The ${plural(options.count, 'customer')} of the pull before are still here.`
          : ''}
      </p>
    )
  }
  if (options.state === 'empty') {
    return (
      <p className={classes.note} data-tone="warning">
        <b>{tool} listed no customer.</b> See whether it has any, whether this key may see them, and whether a
        filter on the configuration leaves them all out.
      </p>
    )
  }
  if (options.state === 'stale' && options.fetched_at) {
    return (
      <p className={classes.note} data-tone="warning">
        <b>
          The customers were last pulled <Time at={options.fetched_at} />.
        </b>{' '}
        They can still be chosen; Refresh options brings in what changed since.
      </p>
    )
  }
  return null
}

function RunningJobs({ connection }: { connection: string }) {
  const { data } = useQuery(openJobsQuery)
  const jobs = (data?.items ?? []).filter(
    (job) => job.subject === connection && ['waiting', 'running'].includes(job.state),
  )
  if (jobs.length === 0) return null
  return (
    <div className={classes.note} style={{ padding: 0 }} role="status">
      {jobs.map((job) => (
        <JobLine key={job.id} job={job} />
      ))}
    </div>
  )
}
