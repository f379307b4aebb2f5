import { ActionIcon, Button } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState, type KeyboardEvent } from 'react'
import type { Variable } from '../api/contract'
import { forgetTopic } from '../api/events'
import { IconEdit, IconInherited, IconLock } from '../app/icons'
import { usePageState, type PageState } from '../app/pageState'
import { useMay } from '../app/session'
import { Chip } from '../parts/Chip'
import { Confirm } from '../parts/Confirm'
import { DataTable, type Column } from '../parts/DataTable'
import { Empty } from '../parts/Empty'
import { LeaveGuard } from '../parts/LeaveGuard'
import { Pager } from '../parts/Pager'
import { ProblemNote } from '../parts/ProblemNote'
import { done, failed } from '../parts/toast'
import { UnsavedBar } from '../parts/UnsavedBar'
import { useNow } from '../parts/useNow'
import { usePagedRows } from '../parts/usePagedRows'
import { useSaveKey } from '../parts/useSaveKey'
import { listed, plural } from '../parts/words'
import { putVariable, variablesPaged } from './queries'
import { useBulk } from './useBulk'
import { ValueEditor } from './ValueEditor'
import { isOwn, sourceWords, tidyValue, valueProblem, variableKey } from './variableForm'
import classes from './VariablesPage.module.css'

interface VariablesTableProps {
  bulk: boolean
  onBulkDone: () => void
  /** The variable of the selected row, for the panel beside the table. */
  onShown: (variable: Variable | undefined) => void
}

const tones = { general: undefined, system: 'accent', contact: 'violet', secret: 'bad' } as const

function hiding(state: PageState): string[] {
  return [
    state.q ? `“${state.q}”` : '',
    state.kind ? `kind ${state.kind}` : '',
    state.source ? `source ${state.source}` : '',
    state.actor ? `made by “${state.actor}”` : '',
  ].filter(Boolean)
}

export function VariablesTable({ bulk, onBulkDone, onShown }: VariablesTableProps) {
  const client = useQueryClient()
  const may = useMay()
  const [state, setState] = usePageState()
  const [editing, setEditing] = useState<{ key: string; value: string } | null>(null)
  const [selection, setSelection] = useState<ReadonlySet<string>>(new Set())
  const [deleting, setDeleting] = useState(false)
  const many = useBulk(onBulkDone)
  const size = state.size ?? 25
  const now = useNow()
  const scope = state.descendants ? undefined : state.organization
  const table = usePagedRows(variablesPaged(state))
  const rows = table.rows ?? []
  // A link from elsewhere names the variable; whose row it is, is known once the rows are there.
  const selected = rows.find(
    (row) => row && (state.selected ? variableKey(row) === state.selected : row.name === state.name),
  )
  useEffect(() => {
    onShown(selected)
  }, [selected, onShown])

  const editable = (row: Variable) => may.edit && row.can_edit && row.kind !== 'system' && isOwn(row, scope)
  const saveInPlace = async (row: Variable) => {
    if (!editing) return
    const value = tidyValue(row.type, editing.value)
    if (valueProblem(row.type, value)) return
    try {
      await putVariable(row.organization_id, row.name, {
        value,
        kind: row.kind,
        type: row.type,
        cascade: row.cascade,
        version: row.version,
      })
      setEditing(null)
      forgetTopic(client, 'variables')
      done(`${row.name} saved`)
    } catch (error) {
      failed(error)
    }
  }
  const saveMany = () => {
    const changes = [...many.edited.values()]
    const wrong = changes.find(({ variable, value }) =>
      valueProblem(variable.type, tidyValue(variable.type, value)),
    )
    if (wrong) {
      failed(
        new Error(
          `${wrong.variable.name}: ${valueProblem(wrong.variable.type, tidyValue(wrong.variable.type, wrong.value)) ?? ''}`,
        ),
      )
      return
    }
    void many.send(
      changes.map(({ variable, value }) => ({
        organization_id: variable.organization_id,
        name: variable.name,
        value: tidyValue(variable.type, value),
        kind: variable.kind,
        type: variable.type,
        cascade: variable.cascade,
        version: variable.version,
      })),
      'saved',
    )
  }
  useSaveKey(many.edited.size > 0 ? saveMany : null)

  const valueCell = (row: Variable) => {
    const key = variableKey(row)
    const choices = row.known?.choices ?? null
    if (bulk && editable(row)) {
      const value = many.edited.get(key)?.value ?? row.value ?? ''
      return (
        <ValueEditor
          ariaLabel={`Value of ${row.name} of ${row.organization_name}`}
          size="xs"
          type={row.type}
          choices={choices}
          secret={row.kind === 'secret'}
          value={value}
          {...(row.kind === 'secret' ? { placeholder: 'unchanged' } : {})}
          error={many.edited.has(key) ? valueProblem(row.type, value) : null}
          onChange={(next) => {
            many.set(row, next)
          }}
        />
      )
    }
    if (editing?.key === key) {
      return (
        <ValueEditor
          ariaLabel={`Value of ${row.name}`}
          size="xs"
          autoFocus
          type={row.type}
          choices={choices}
          secret={row.kind === 'secret'}
          value={editing.value}
          error={editing.value === '' ? null : valueProblem(row.type, editing.value)}
          onChange={(value) => {
            setEditing({ key, value })
          }}
          onSubmit={() => void saveInPlace(row)}
          onCancel={() => {
            setEditing(null)
          }}
        />
      )
    }
    return (
      <span className={classes.value}>
        <span
          className="cut"
          title={row.kind === 'secret' ? 'A secret is not shown in lists' : (row.value ?? '')}
        >
          {row.kind === 'secret' ? (
            <span className="dim" aria-label="secret value">
              ••••••••••
            </span>
          ) : (
            row.value
          )}
        </span>
        {editable(row) ? (
          <ActionIcon
            size={24}
            className={classes.edit}
            tabIndex={-1}
            aria-label={`Edit the value of ${row.name} in place`}
            onClick={() => {
              setEditing({ key, value: row.value ?? '' })
            }}
          >
            <IconEdit size={14} />
          </ActionIcon>
        ) : null}
      </span>
    )
  }

  const columns: Column<Variable>[] = [
    {
      id: 'name',
      header: 'Name',
      sort: 'name',
      narrow: 'first',
      cell: (row) => (
        <b className="mono cut" style={{ display: 'block' }} title={row.known?.description ?? row.name}>
          {row.name}
        </b>
      ),
    },
    { id: 'value', header: 'Value', sort: 'value', width: '30%', cell: valueCell },
    {
      id: 'kind',
      header: 'Kind',
      sort: 'kind',
      width: 104,
      narrow: 'end',
      cell: (row) => (
        <Chip tone={tones[row.kind]}>
          {row.kind === 'secret' ? <IconLock size={12} aria-hidden /> : null}
          {row.kind}
        </Chip>
      ),
    },
    ...(scope === undefined
      ? [
          {
            id: 'organization',
            header: 'Organization',
            sort: 'organization',
            width: '19%',
            cell: (row: Variable) => row.organization_name,
          },
        ]
      : []),
    {
      id: 'source',
      header: 'Source',
      sort: 'updated_at',
      width: '24%',
      narrow: 'hidden' as const,
      cell: (row) => (
        <span
          className="dim"
          title={sourceWords(row, now)}
          style={{ display: 'inline-flex', alignItems: 'center', gap: 4, maxWidth: '100%' }}
        >
          {row.source.kind === 'inherited' ? (
            <IconInherited size={14} style={{ flex: 'none' }} aria-hidden />
          ) : null}
          <span className="cut">{sourceWords(row, now)}</span>
        </span>
      ),
    },
  ]
  const onRowKey = (row: Variable, event: KeyboardEvent): boolean => {
    if ((event.key === 'e' || event.key === 'F2') && !event.ctrlKey && !event.metaKey && editable(row)) {
      setEditing({ key: variableKey(row), value: row.value ?? '' })
      return true
    }
    return false
  }
  const hidden = hiding(state)
  const chosen = rows.filter(
    (row): row is Variable => row !== undefined && selection.has(variableKey(row)) && editable(row),
  )

  return (
    <div style={{ minWidth: 0 }}>
      {table.error ? <ProblemNote error={table.error} onRetry={table.refetch} /> : null}
      {many.error ? <ProblemNote error={many.error} /> : null}
      <DataTable
        label="Organization variables"
        columns={columns}
        rows={table.rows}
        rowKey={variableKey}
        expected={size || 25}
        sort={state.sort ?? 'name'}
        onSort={(sort) => {
          setState({ sort, page: undefined })
        }}
        {...(bulk ? { selection, onSelection: setSelection } : {})}
        current={selected ? variableKey(selected) : null}
        onOpen={(row) => {
          setState({ selected: variableKey(row) })
        }}
        onRowKey={onRowKey}
        onRange={table.onRange}
        empty={
          hidden.length > 0 ? (
            <Empty
              title="No variable matches"
              action={
                <Button
                  variant="default"
                  onClick={() => {
                    setState({
                      q: undefined,
                      kind: undefined,
                      source: undefined,
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
            <Empty title="No variables yet">
              A variable is a named value of an organization, like the days before an onboarding begins.
              Saving a mapping makes the ids of each tool; the others are added here or imported.
            </Empty>
          )
        }
      />
      <Pager
        total={table.total}
        page={state.page ?? 1}
        pageSize={size}
        onPage={(page) => {
          setState({ page })
        }}
        onPageSize={(next) => {
          setState({ size: next, page: undefined })
        }}
      />
      {bulk && (many.edited.size > 0 || chosen.length > 0) ? (
        <UnsavedBar
          what={
            many.edited.size > 0
              ? plural(many.edited.size, 'edit')
              : `${plural(chosen.length, 'variable')} selected`
          }
          note={many.edited.size > 0 ? 'not saved yet; all are saved together or none' : ''}
        >
          <Button variant="subtle" color="gray" onClick={many.discard}>
            Discard
          </Button>
          {chosen.length > 0 ? (
            <Button
              variant="default"
              c="var(--w-bad)"
              onClick={() => {
                setDeleting(true)
              }}
            >
              Delete {plural(chosen.length, 'variable')}
            </Button>
          ) : null}
          <Button loading={many.busy} disabled={many.edited.size === 0} onClick={saveMany}>
            Save variables
          </Button>
        </UnsavedBar>
      ) : null}
      <Confirm
        opened={deleting}
        onClose={() => {
          setDeleting(false)
        }}
        title={`Delete ${plural(chosen.length, 'variable')}?`}
        action={`Delete ${plural(chosen.length, 'variable')}`}
        onConfirm={async () => {
          await many.send(
            chosen.map((row) => ({
              organization_id: row.organization_id,
              name: row.name,
              delete: true,
              version: row.version,
            })),
            'deleted',
          )
          setSelection(new Set())
        }}
      >
        Each organization then takes the value of the nearest one above that hands one down, or has none.
      </Confirm>
      <LeaveGuard unsaved={many.edited.size > 0 ? plural(many.edited.size, 'edited variable') : null} />
    </div>
  )
}
