import { Button, Skeleton } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { apiUrl } from '../api/client'
import type { Job, Matrix, MatrixSummary } from '../api/contract'
import { takeJob } from '../api/events'
import { useCrumbs } from '../app/crumbs'
import { IconFile, IconRefresh, IconWand } from '../app/icons'
import { usePageState } from '../app/pageState'
import { useMay } from '../app/session'
import { Confirm } from '../parts/Confirm'
import { Counters } from '../parts/Counters'
import { Empty } from '../parts/Empty'
import { LeaveGuard } from '../parts/LeaveGuard'
import { Page, Panel } from '../parts/Page'
import { Pager } from '../parts/Pager'
import { ProblemNote } from '../parts/ProblemNote'
import { SearchBox } from '../parts/SearchBox'
import { done, failed } from '../parts/toast'
import { UnsavedBar } from '../parts/UnsavedBar'
import { usePagedRows } from '../parts/usePagedRows'
import { useSaveKey } from '../parts/useSaveKey'
import { count, listed } from '../parts/words'
import classes from './MatrixPage.module.css'
import { MatrixTable, type Place } from './MatrixTable'
import type { Picked } from './OptionPicker'
import {
  discardEverywhere,
  includeCells,
  matrixPaged,
  matrixSummaryQuery,
  refreshAll,
  saveEverywhere,
  suggestEverywhere,
} from './queries'
import { RefusalDialog } from './RefusalDialog'
import { ReviewDialog } from './ReviewDialog'
import { useMappingWork } from './useMappingWork'
import { useUndoSave } from './useUndoSave'
import { unsavedWords } from './unsaved'

function lead(summary: MatrixSummary | undefined): string {
  if (!summary) return 'Which customer of each tool is which organization.'
  const waiting = summary.suggested + summary.ambiguous + summary.drifted
  const waits = waiting === 0 ? '' : `; ${count(waiting)} ${waiting === 1 ? 'waits' : 'wait'} for you`
  return `Which customer of each tool is which organization. ${count(summary.filled)} of ${count(summary.places)} places filled${waits}.`
}

/** All tools and all organizations at once. */
export function MatrixPage() {
  const client = useQueryClient()
  const may = useMay()
  const [state] = usePageState()
  const { data: summary, error } = useQuery(matrixSummaryQuery(state.organization))
  useCrumbs([{ label: 'Configuration' }, { label: 'Mapping' }])

  const start = (what: Promise<{ jobs: Job[] }>) => {
    what
      .then(({ jobs }) => {
        for (const job of jobs) takeJob(client, job)
        if (jobs.length === 0) done('Nothing to do: no tool is ready')
      })
      .catch(failed)
  }
  const empty = summary?.connections.length === 0
  return (
    <Page
      title="Mapping"
      lead={lead(summary)}
      actions={
        empty ? null : (
          <>
            <Button
              component="a"
              href={apiUrl('/mapping.csv', { organization: state.organization })}
              download
              variant="default"
              leftSection={<IconFile size={15} />}
            >
              CSV
            </Button>
            {may.edit ? (
              <>
                <Button
                  variant="default"
                  leftSection={<IconRefresh size={15} />}
                  onClick={() => {
                    start(refreshAll(state.organization))
                  }}
                >
                  Refresh all
                </Button>
                <Button
                  leftSection={<IconWand size={15} />}
                  onClick={() => {
                    start(suggestEverywhere(state.organization))
                  }}
                >
                  Suggest everywhere
                </Button>
              </>
            ) : null}
          </>
        )
      }
    >
      {error ? <ProblemNote error={error} /> : null}
      {empty ? (
        <Panel>
          <Empty
            title="No tool with customers is linked yet"
            action={
              <Button renderRoot={(props) => <Link to="/integrations" {...props} />}>
                Go to integrations
              </Button>
            }
          >
            Once a PSA or another tool is linked, its customers stand here beside your organizations, and
            Wharf suggests which is which.
          </Empty>
        </Panel>
      ) : (
        <Table summary={summary} editable={may.edit} />
      )}
    </Page>
  )
}

function useInclusion(work: { forget: (place: Place) => void }) {
  const client = useQueryClient()
  return (place: Place, included: boolean) => {
    if (place.cell?.state !== 'suggested') return
    work.forget(place)
    const organization = place.row.organization.id
    const connection = place.connection.id
    client.setQueriesData<Matrix>({ queryKey: ['matrix', 'rows'] }, (page) =>
      page
        ? {
            ...page,
            items: page.items.map((row) =>
              row.organization.id === organization
                ? {
                    ...row,
                    cells: row.cells.map((cell) =>
                      cell.connection_id === connection ? { ...cell, included } : cell,
                    ),
                  }
                : row,
            ),
          }
        : page,
    )
    includeCells(included, [{ connection_id: connection, organization_id: organization }])
      .then(() => client.invalidateQueries({ queryKey: ['matrix', 'summary'] }))
      .catch((error: unknown) => {
        failed(error)
        void client.invalidateQueries({ queryKey: ['matrix'] })
      })
  }
}

function Table({ summary, editable }: { summary: MatrixSummary | undefined; editable: boolean }) {
  const client = useQueryClient()
  const [state, setState] = usePageState()
  const [reviewing, setReviewing] = useState(false)
  const [sharing, setSharing] = useState<{ place: Place; picked: Picked } | null>(null)
  const size = state.size ?? 25
  const table = usePagedRows(matrixPaged(state))
  const connections = summary?.connections ?? table.answer?.connections ?? []
  const takeBack = useUndoSave()
  const work = useMappingWork({
    everywhere: true,
    save: (edits) => saveEverywhere(edits, state.organization),
    onSaved: () => void client.invalidateQueries({ queryKey: ['matrix'] }),
    onUndo: (save) => {
      if (connections[0]) takeBack(connections[0].id, save)
    },
  })
  const include = useInclusion({
    forget: (place) => {
      work.dispatch({ kind: 'forget', keys: [`${place.connection.id}|${place.row.organization.id}|`] })
    },
  })
  const included = summary?.included ?? 0
  const pending = included + work.unsaved.size
  useSaveKey(editable && pending > 0 ? work.saveAll : null)

  const edit = (place: Place, picked: Picked, shared = false) => {
    if (place.cell?.state === 'suggested' && place.cell.included) include(place, false)
    const saved =
      place.cell && ['mapped', 'gone', 'conflict', 'locked'].includes(place.cell.state)
        ? place.cell.value
        : null
    work.dispatch({
      kind: 'edit',
      saved,
      edit: {
        connection: place.connection.id,
        organization: { id: place.row.organization.id, name: place.row.organization.name },
        variable: '',
        option: picked.option,
        value: picked.value,
        version: place.cell?.version ?? 0,
        ...(shared ? { shared: true } : {}),
      },
    })
  }
  const discard = () => {
    work.dispatch({ kind: 'discard' })
    if (included === 0) return
    discardEverywhere(state.organization)
      .then(() => {
        void client.invalidateQueries({ queryKey: ['matrix'] })
        done('Suggestions discarded')
      })
      .catch(failed)
  }
  const hidden = [state.q ? `“${state.q}”` : '', state.status ? `state ${state.status}` : ''].filter(Boolean)

  return (
    <>
      <div className={classes.top}>
        <SearchBox
          label="Organization, customer or id"
          w={260}
          value={state.q ?? ''}
          onSearch={(q) => {
            setState({ q, page: undefined })
          }}
        />
        <Counters
          label="Filter by state"
          counters={[
            { id: 'all', figure: summary?.all, label: 'all' },
            { id: 'suggested', figure: summary?.suggested, label: 'suggested' },
            { id: 'ambiguous', figure: summary?.ambiguous, label: 'ambiguous' },
            { id: 'drifted', figure: summary?.drifted, label: 'drifted' },
            { id: 'unmatched', figure: summary?.unmatched, label: 'without a match' },
          ]}
          active={state.status ?? 'all'}
          onPick={(status) => {
            setState({ status: status === 'all' ? undefined : status, page: undefined })
          }}
        />
      </div>
      {table.error ? <ProblemNote error={table.error} onRetry={table.refetch} /> : null}
      {work.error ? (
        <div style={{ marginBottom: 12 }}>
          <ProblemNote error={work.error} onRetry={work.saveAll} retryLabel="Save again" />
        </div>
      ) : null}
      {table.rows && connections.length > 0 ? (
        <MatrixTable
          connections={connections}
          rows={table.rows}
          unsaved={work.unsaved}
          editable={editable}
          onRange={table.onRange}
          onInclude={include}
          onPick={(place, picked) => {
            if (picked.mappedTo.length > 0) setSharing({ place, picked })
            else edit(place, picked)
          }}
          empty={
            <Empty
              title={hidden.length > 0 ? 'No organization matches' : 'No organizations yet'}
              action={
                hidden.length > 0 ? (
                  <Button
                    variant="default"
                    onClick={() => {
                      setState({ q: undefined, status: undefined, page: undefined })
                    }}
                  >
                    Clear the filters
                  </Button>
                ) : null
              }
            >
              {hidden.length > 0
                ? `The filter ${listed(hidden)} hides the others.`
                : 'Bring in your customers from the PSA or a CSV file; each then has a row here.'}
            </Empty>
          }
        />
      ) : table.error ? null : (
        <Skeleton h={560} radius={10} />
      )}
      {table.rows ? (
        <p className={classes.note}>
          ↘ inherited from the parent. Arrow keys move, Enter opens the candidates, A accepts a suggestion, X
          dismisses it, Ctrl S saves.
        </p>
      ) : null}
      <Pager
        total={table.total}
        page={state.page ?? 1}
        pageSize={size}
        onPage={(page) => {
          setState({ page })
        }}
        onPageSize={(next) => {
          setState({ size: next === 25 ? undefined : next, page: undefined })
        }}
      />
      {editable && pending > 0 ? (
        <UnsavedBar what={unsavedWords(included, work.unsaved.size)} note="nothing is saved yet">
          <Button variant="subtle" color="gray" onClick={discard}>
            Discard
          </Button>
          {included > 0 ? (
            <Button
              variant="default"
              onClick={() => {
                setReviewing(true)
              }}
            >
              Review one by one
            </Button>
          ) : null}
          <Button loading={work.saving} onClick={work.saveAll}>
            Save mappings
          </Button>
        </UnsavedBar>
      ) : null}
      {reviewing ? (
        <ReviewDialog
          organization={state.organization}
          onInclude={include}
          onClose={() => {
            setReviewing(false)
          }}
        />
      ) : null}
      <RefusalDialog
        refusal={work.refusal}
        onClose={work.closeRefusal}
        onTheirs={work.takeTheirs}
        onOurs={work.keepOurs}
      />
      <Confirm
        opened={sharing !== null}
        onClose={() => {
          setSharing(null)
        }}
        title="Map one customer twice?"
        action="Map it on purpose"
        danger={false}
        onConfirm={async () => {
          if (sharing) edit(sharing.place, sharing.picked, true)
          await Promise.resolve()
        }}
      >
        {sharing?.picked.option?.name} is mapped to{' '}
        {listed(sharing?.picked.mappedTo.map((each) => each.name) ?? [])} already.
      </Confirm>
      <LeaveGuard unsaved={work.unsaved.size > 0 ? unsavedWords(0, work.unsaved.size) : null} />
    </>
  )
}
