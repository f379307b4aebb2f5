import { Link } from '@tanstack/react-router'
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import type { MatrixCell, MatrixConnection, MatrixConnectionCount, MatrixRow } from '../api/contract'
import { IconAlert, IconInherited, IconLock } from '../app/icons'
import { isComposing, isTyping } from '../parts/keys'
import { Mark } from '../parts/Mark'
import { useNow } from '../parts/useNow'
import { useVirtualRows } from '../parts/useVirtualRows'
import { count } from '../parts/words'
import { shownCell, type ShownCell } from './matrixCell'
import classes from './MatrixPage.module.css'
import { OptionPicker, type Picked } from './OptionPicker'
import { placeKey, wantedValue, type Unsaved } from './unsaved'

export interface Place {
  row: MatrixRow
  connection: MatrixConnection
  cell: MatrixCell | undefined
}

interface MatrixTableProps {
  connections: (MatrixConnection | MatrixConnectionCount)[]
  rows: (MatrixRow | undefined)[]
  unsaved: Unsaved
  editable: boolean
  onRange: (first: number, last: number) => void
  onPick: (place: Place, picked: Picked) => void
  onInclude: (place: Place, included: boolean) => void
  empty: React.ReactNode
}

/** Organizations down, tools across. One cell has the cursor; the keys act on it. */
export function MatrixTable(props: MatrixTableProps) {
  const { connections, rows, unsaved, editable, onPick, onInclude } = props
  const { frame, virtual, virtualizer, first, last, before, after } = useVirtualRows(
    rows.length,
    52,
    props.onRange,
  )
  const [cursor, setCursor] = useState<[number, number]>([0, 0])
  const [open, setOpen] = useState(false)
  const wanted = useRef(false)
  const now = useNow()
  const wide = connections.length > 6

  useEffect(() => {
    if (!wanted.current || open) return
    const cell = frame.current?.querySelector<HTMLElement>(
      `[data-cell="${String(cursor[0])}-${String(cursor[1])}"]`,
    )
    if (!cell) return
    cell.focus({ preventScroll: true })
    cell.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    wanted.current = false
  })

  const placeAt = (index: number, column: number): Place | undefined => {
    const row = rows[index]
    const connection = connections[column]
    if (!row || !connection) return undefined
    return { row, connection, cell: row.cells.find((each) => each.connection_id === connection.id) }
  }
  const moveTo = (index: number, column: number) => {
    const next: [number, number] = [
      Math.max(0, Math.min(rows.length - 1, index)),
      Math.max(0, Math.min(connections.length - 1, column)),
    ]
    wanted.current = true
    if (virtual) virtualizer.scrollToIndex(next[0], { align: 'auto' })
    setCursor(next)
  }
  const onKeyDown = (event: KeyboardEvent, index: number, column: number) => {
    if (isComposing(event) || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return
    const place = placeAt(index, column)
    const acts: Record<string, () => void> = {
      ArrowDown: () => {
        moveTo(index + 1, column)
      },
      ArrowUp: () => {
        moveTo(index - 1, column)
      },
      ArrowRight: () => {
        moveTo(index, column + 1)
      },
      ArrowLeft: () => {
        moveTo(index, column - 1)
      },
      Home: () => {
        moveTo(index, 0)
      },
      End: () => {
        moveTo(index, connections.length - 1)
      },
      PageDown: () => {
        moveTo(index + 10, column)
      },
      PageUp: () => {
        moveTo(index - 10, column)
      },
      Escape: () => {
        ;(event.currentTarget as HTMLElement).blur()
      },
    }
    if (editable && place) {
      acts['Enter'] = () => {
        if (place.cell?.state !== 'locked') setOpen(true)
      }
      acts['a'] = acts['A'] = () => {
        onInclude(place, true)
      }
      acts['x'] = acts['X'] = () => {
        onInclude(place, false)
      }
      acts['Delete'] = () => {
        onPick(place, { option: null, value: null, mappedTo: [] })
      }
    }
    const act = acts[event.key]
    if (!act) return
    event.preventDefault()
    act()
  }
  const close = () => {
    wanted.current = true
    setOpen(false)
  }

  return (
    <div className={classes.frame} data-wide={wide} ref={frame}>
      <table
        className={classes.table}
        role="grid"
        aria-label="Mapping of all tools"
        aria-rowcount={rows.length}
        style={{ minWidth: wide ? 200 + connections.length * 170 : undefined }}
      >
        <colgroup>
          <col style={{ width: wide ? 210 : '18%' }} />
          {connections.map((connection) => (
            <col key={connection.id} />
          ))}
        </colgroup>
        <thead className={classes.head}>
          <tr>
            <th scope="col" className="dim" style={{ fontSize: 12.5 }}>
              Organization
            </th>
            {connections.map((connection) => (
              <th scope="col" key={connection.id}>
                <ToolHead
                  connection={connection}
                  named={connections.some(
                    (each) => each.id !== connection.id && each.integration_id === connection.integration_id,
                  )}
                />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {before > 0 ? <Gap height={before} span={connections.length + 1} /> : null}
          {rows.slice(first, last + 1).map((row, offset) => {
            const index = first + offset
            if (!row) return <Gap key={`hole-${String(index)}`} height={37} span={connections.length + 1} />
            return (
              <tr key={row.organization.id} className={classes.row} aria-rowindex={index + 1}>
                <th
                  scope="row"
                  className={classes.organization}
                  style={{ textIndent: Math.max(0, row.organization.depth - 1) * 16 }}
                  title={row.organization.path.map((each) => each.name).join(' / ')}
                >
                  <b className="cut" style={{ display: 'block' }}>
                    {row.organization.name}
                  </b>
                </th>
                {connections.map((connection, column) => {
                  const place = placeAt(index, column)
                  if (!place) return <td key={connection.id} role="gridcell" />
                  const edit = unsaved.get(placeKey(connection.id, row.organization.id, ''))
                  const shown = shownCell(place.cell, edit, now)
                  const here = cursor[0] === index && cursor[1] === column
                  const face = (
                    <div
                      className={classes.cell}
                      data-kind={shown.kind}
                      data-open={here && open}
                      title={[shown.text, shown.note].filter(Boolean).join(', ')}
                    >
                      <CellFace
                        shown={shown}
                        place={`${connection.integration_name}, ${row.organization.name}`}
                      />
                    </div>
                  )
                  return (
                    <td
                      key={connection.id}
                      role="gridcell"
                      data-tool={connection.integration_name}
                      data-cell={`${String(index)}-${String(column)}`}
                      tabIndex={here ? 0 : -1}
                      onFocus={() => {
                        if (!here) setCursor([index, column])
                      }}
                      onKeyDown={(event) => {
                        onKeyDown(event, index, column)
                      }}
                      onClick={() => {
                        setCursor([index, column])
                        if (editable && place.cell?.state !== 'locked') setOpen(true)
                      }}
                    >
                      {here && open ? (
                        <OptionPicker
                          connection={connection.id}
                          organization={row.organization}
                          tool={connection.integration_name}
                          current={edit ? wantedValue(edit) : (place.cell?.value ?? null)}
                          onPick={(picked) => {
                            onPick(place, picked)
                          }}
                          onClose={close}
                        >
                          {face}
                        </OptionPicker>
                      ) : (
                        face
                      )}
                    </td>
                  )
                })}
              </tr>
            )
          })}
          {after > 0 ? <Gap height={after} span={connections.length + 1} /> : null}
        </tbody>
      </table>
      {rows.length === 0 ? props.empty : null}
    </div>
  )
}

function Gap({ height, span }: { height: number; span: number }) {
  return (
    <tr aria-hidden>
      <td colSpan={span} style={{ height, padding: 0 }} />
    </tr>
  )
}

interface ToolHeadProps {
  connection: MatrixConnection | MatrixConnectionCount
  /** Whether its own name tells it from another connection to the same tool. */
  named: boolean
}

function ToolHead({ connection, named }: ToolHeadProps) {
  const counted = 'total' in connection ? connection : null
  return (
    <span className={classes.tool}>
      <Mark mark={connection.mark} icon={connection.icon_url} size={22} />
      <span style={{ minWidth: 0, flex: 1 }}>
        <Link
          to="/connections/$connection/mapping"
          params={{ connection: connection.id }}
          className="cut"
          title={`${connection.integration_name}, ${connection.name}`}
        >
          {connection.integration_name}
          {named ? <span className="dim"> {connection.name}</span> : null}
        </Link>
        <span className={classes.fill}>
          {counted ? (
            <>
              <span className={classes.track} aria-hidden>
                <i
                  style={{
                    width: `${String(counted.total > 0 ? Math.round((counted.mapped / counted.total) * 100) : 0)}%`,
                  }}
                />
              </span>
              {count(counted.mapped)} of {count(counted.total)}
            </>
          ) : (
            ' '
          )}
        </span>
      </span>
    </span>
  )
}

function CellFace({ shown, place }: { shown: ShownCell; place: string }) {
  const said = <span className="unseen">{place}: </span>
  if (shown.kind === 'ambiguous' || shown.kind === 'gone' || shown.kind === 'conflict') {
    return (
      <>
        <IconAlert size={14} style={{ flex: 'none' }} aria-hidden />
        <span className="cut">
          {said}
          {shown.text}
        </span>
      </>
    )
  }
  return (
    <>
      <span className="cut">
        {said}
        {shown.text}
        {shown.note ? <span className="unseen">, {shown.note}</span> : null}
      </span>
      {shown.kind === 'saved' && shown.note ? (
        <small className="dim" style={{ flex: 'none' }} aria-hidden>
          renamed
        </small>
      ) : null}
      {shown.kind === 'inherited' ? (
        <IconInherited size={14} style={{ flex: 'none', marginRight: 'auto' }} aria-hidden />
      ) : null}
      {shown.kind === 'locked' ? <IconLock size={13} style={{ flex: 'none' }} aria-hidden /> : null}
      {shown.score !== null ? <span className={classes.score}>{shown.score}</span> : null}
    </>
  )
}
