import { Button, Text } from '@mantine/core'
import { useMemo, useRef, useState, type KeyboardEvent } from 'react'
import type { Connection, MappingRow, MappingSummary } from '../api/contract'
import { usePageState, type PageState } from '../app/pageState'
import { visit, visited } from '../app/preferences'
import { Confirm } from '../parts/Confirm'
import { DataTable } from '../parts/DataTable'
import { Empty } from '../parts/Empty'
import { Pager } from '../parts/Pager'
import { ProblemNote } from '../parts/ProblemNote'
import { usePagedRows } from '../parts/usePagedRows'
import { listed } from '../parts/words'
import { columnsOf } from './mappingColumns'
import classes from './MappingTab.module.css'
import type { Picked } from './OptionPicker'
import { mappingPaged } from './queries'
import { DecideCell, WhyCell } from './SuggestionCell'
import { placeKey, type Edit, type Unsaved, type UnsavedAction } from './unsaved'
import { ValueCell } from './ValueCell'

interface MappingTableProps {
  connection: Connection
  summary: MappingSummary
  unsaved: Unsaved
  dispatch: (action: UnsavedAction) => void
  selection: ReadonlySet<string>
  onSelection: (selection: ReadonlySet<string>) => void
  onInclude: (rows: MappingRow[], included: boolean) => void
}

const stateNames: Record<string, string> = {
  mapped: 'mapped',
  suggested: 'suggested',
  ambiguous: 'ambiguous',
  unmatched: 'without a match',
  gone: 'gone from the tool',
  conflict: 'in conflict',
}

function placeOf(connection: string, row: MappingRow): string {
  return placeKey(connection, row.organization.id, row.variable)
}

/** The words for what hides rows, or an empty list when nothing does. */
function hiding(state: PageState): string[] {
  return [
    state.q ? `organization “${state.q}”` : '',
    state.value ? `value “${state.value}”` : '',
    state.status ? `state ${stateNames[state.status] ?? state.status}` : '',
    state.variable ? `variable ${state.variable}` : '',
    state.actor ? `saved by ${state.actor}` : '',
  ].filter(Boolean)
}

export function MappingTable(props: MappingTableProps) {
  const { connection, summary, unsaved, dispatch, selection, onSelection, onInclude } = props
  const [state, setState] = usePageState()
  const [openRow, setOpenRow] = useState<string | null>(null)
  const [sharing, setSharing] = useState<{ row: MappingRow; picked: Picked } | null>(null)
  const size = state.size ?? 10
  const table = usePagedRows(mappingPaged(connection.id, state))
  const keyOfRow = (row: MappingRow) => placeOf(connection.id, row)
  const tool = connection.integration_name
  const choosable = summary.options.count > 0

  const edit = (row: MappingRow, picked: Picked, shared = false) => {
    const made: Edit = {
      connection: connection.id,
      organization: { id: row.organization.id, name: row.organization.name },
      variable: row.variable,
      option: picked.option,
      value: picked.value,
      version: row.version,
      ...(shared ? { shared: true } : {}),
    }
    visit(`mapping.${connection.id}`, keyOfRow(row))
    dispatch({ kind: 'edit', edit: made, saved: row.value })
    // An edit says more than a suggestion; the suggestion must not be saved beside it.
    if (row.suggestion?.included) onInclude([row], false)
  }
  const pick = (row: MappingRow, picked: Picked) => {
    if (picked.mappedTo.length > 0) setSharing({ row, picked })
    else edit(row, picked)
  }
  const close = (row: MappingRow) => {
    setOpenRow(null)
    const key = keyOfRow(row)
    window.setTimeout(() => {
      const element = document.querySelector<HTMLElement>(`[data-place="${CSS.escape(key)}"]`)
      element?.closest<HTMLElement>('[data-row]')?.focus()
    }, 0)
  }
  const clear = (rows: MappingRow[]) => {
    for (const row of rows) if (row.state !== 'locked') edit(row, { option: null, value: null, mappedTo: [] })
  }
  const chosen = (table.rows ?? []).filter(
    (row): row is MappingRow => row !== undefined && selection.has(keyOfRow(row)),
  )

  const onRowKey = (row: MappingRow, event: KeyboardEvent): boolean => {
    if (event.ctrlKey || event.metaKey || event.altKey || !connection.can_edit) return false
    const rows = chosen.length > 0 ? chosen : [row]
    switch (event.key) {
      case 'Enter':
        if (event.target !== event.currentTarget) return false
        if (row.state !== 'locked') {
          if (choosable && row.kind === 'option') setOpenRow(keyOfRow(row))
          else (event.currentTarget as HTMLElement).querySelector('input')?.focus()
        }
        return true
      case 'a':
      case 'A':
        onInclude(rows, true)
        return true
      case 'x':
      case 'X':
        onInclude(rows, false)
        return true
      case 'Delete':
        clear(rows)
        return true
      default:
        return false
    }
  }

  const latest = useRef({ pick, close, onInclude })
  latest.current = { pick, close, onInclude }
  const columns = useMemo(
    () =>
      columnsOf({
        connection,
        summary,
        state,
        setState,
        valueCell: (row) => (
          <span data-place={placeOf(connection.id, row)} style={{ display: 'block' }}>
            <ValueCell
              row={row}
              edit={unsaved.get(placeOf(connection.id, row))}
              connection={connection.id}
              tool={tool}
              choosable={choosable}
              editable={connection.can_edit}
              open={openRow === placeOf(connection.id, row)}
              onOpen={() => {
                setOpenRow(placeOf(connection.id, row))
              }}
              onClose={() => {
                latest.current.close(row)
              }}
              onPick={(picked) => {
                latest.current.pick(row, picked)
              }}
            />
          </span>
        ),
        whyCell: (row) => (
          <WhyCell
            row={row}
            edit={unsaved.get(placeOf(connection.id, row))}
            tool={tool}
            compared={summary.suggested_at !== null}
          />
        ),
        decideCell: (row) =>
          connection.can_edit ? (
            <DecideCell
              row={row}
              edit={unsaved.get(placeOf(connection.id, row))}
              onInclude={(included) => {
                latest.current.onInclude([row], included)
              }}
              onForget={() => {
                dispatch({ kind: 'forget', keys: [placeOf(connection.id, row)] })
              }}
            />
          ) : null,
      }),
    [connection, summary, state, setState, unsaved, openRow, choosable, tool, dispatch],
  )
  const hidden = hiding(state)

  return (
    <>
      {chosen.length > 0 ? (
        <div className={classes.selected} role="status">
          <b className="figures">{chosen.length} selected</b>
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => {
              onInclude(chosen, true)
            }}
          >
            Accept
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => {
              onInclude(chosen, false)
            }}
          >
            Dismiss
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => {
              clear(chosen)
            }}
          >
            Clear values
          </Button>
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            onClick={() => {
              onSelection(new Set())
            }}
          >
            Select none
          </Button>
        </div>
      ) : null}
      {table.error ? <ProblemNote error={table.error} onRetry={table.refetch} /> : null}
      <DataTable
        label={`Organization mapping of ${tool}`}
        columns={columns}
        rows={table.rows}
        rowKey={keyOfRow}
        expected={size || 25}
        sort={state.sort ?? 'organization'}
        onSort={(sort) => {
          setState({ sort, page: undefined })
        }}
        selection={selection}
        onSelection={onSelection}
        boxless
        onRowKey={onRowKey}
        rowTone={(row) =>
          row.suggestion?.included && row.value === null && !unsaved.has(keyOfRow(row)) ? 'accent' : undefined
        }
        visited={visited(`mapping.${connection.id}`)}
        onRange={table.onRange}
        empty={
          hidden.length > 0 ? (
            <Empty
              title="No organization matches"
              action={
                <Button
                  variant="default"
                  onClick={() => {
                    setState({
                      q: undefined,
                      value: undefined,
                      status: undefined,
                      variable: undefined,
                      actor: undefined,
                      page: undefined,
                    })
                  }}
                >
                  Clear the filters
                </Button>
              }
            >
              The filter {listed(hidden)} hides the others.
            </Empty>
          ) : (
            <Empty title="No organizations yet">
              Organizations stand here once they exist: make them one by one, import a CSV, or bring them in
              from the PSA.
            </Empty>
          )
        }
      />
      <Pager
        total={table.total}
        page={state.page ?? 1}
        pageSize={size}
        note="Suggestions and saving cover all pages."
        onPage={(page) => {
          setState({ page })
        }}
        onPageSize={(next) => {
          setState({ size: next === 10 ? undefined : next, page: undefined })
        }}
      />
      <Text className={classes.keys}>
        ↑ ↓ move, Enter opens the customers, A accepts a suggestion, X dismisses it, Space selects, Delete
        clears, Ctrl S saves.
      </Text>
      <Confirm
        opened={sharing !== null}
        onClose={() => {
          setSharing(null)
        }}
        title="Map one customer twice?"
        action="Map it on purpose"
        danger={false}
        onConfirm={async () => {
          if (sharing) edit(sharing.row, sharing.picked, true)
          await Promise.resolve()
        }}
      >
        {sharing?.picked.option?.name} is mapped to{' '}
        {listed(sharing?.picked.mappedTo.map((each) => each.name) ?? [])} already. Both organizations would
        stand for the same customer of {tool}.
      </Confirm>
    </>
  )
}
