import { Checkbox } from '@mantine/core'
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import classes from './DataTable.module.css'
import { isComposing, isTyping } from './keys'
import { TableHead } from './TableHead'
import { TableRow } from './TableRow'
import { useVirtualRows } from './useVirtualRows'

export interface Column<Row> {
  id: string
  header: ReactNode
  /** The server's name for sorting by this column. */
  sort?: string
  numeric?: boolean
  width?: number | string
  filter?: ReactNode
  cell: (row: Row) => ReactNode
  /** Where the cell goes when a row is two lines on a narrow screen. */
  narrow?: 'first' | 'second' | 'end' | 'wide' | 'hidden'
}

export interface DataTableProps<Row> {
  label: string
  columns: Column<Row>[]
  /** The rows to show; a hole is a row that is still on its way. Undefined while nothing has come yet. */
  rows: (Row | undefined)[] | undefined
  rowKey: (row: Row) => string
  sort?: string
  onSort?: (sort: string) => void
  selection?: ReadonlySet<string>
  onSelection?: (selection: ReadonlySet<string>) => void
  /** Select with Space and Shift only, without a column of boxes. */
  boxless?: boolean
  onOpen?: (row: Row) => void
  /** A key pressed on a row; true when it was used. */
  onRowKey?: (row: Row, event: KeyboardEvent) => boolean
  rowTone?: (row: Row) => 'accent' | undefined
  current?: string | null
  visited?: string | null
  /** What stands below the head when there is no row. */
  empty: ReactNode
  /** How many rows will come, for the skeleton. */
  expected?: number
  /** Which rows are in view, so that a page on its way can be fetched. */
  onRange?: (first: number, last: number) => void
  /** Scroll sideways rather than squeeze the columns. */
  minWidth?: number
}

/**
 * A table whose rows come from the server. Arrow keys move between rows, Enter opens, Space selects, Shift
 * extends, Escape leaves. Long lists draw only the rows in view.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { columns, rows, rowKey, selection, onSelection, onOpen, onRowKey, expected = 10 } = props
  const count = rows?.length ?? 0
  const { frame, virtual, virtualizer, first, last, before, after } = useVirtualRows(count, 76, props.onRange)
  const [active, setActive] = useState(0)
  const wanted = useRef<number | null>(null)
  const anchor = useRef<number | null>(null)

  const rowAt = (index: number) => frame.current?.querySelector<HTMLElement>(`[data-row="${String(index)}"]`)

  useEffect(() => {
    if (wanted.current === null) return
    const element = rowAt(wanted.current)
    if (element) {
      element.focus({ preventScroll: true })
      element.scrollIntoView({ block: 'nearest' })
      wanted.current = null
    }
  })

  useEffect(() => {
    if (active >= count && count > 0) setActive(count - 1)
  }, [active, count])

  const moveTo = (index: number) => {
    const next = Math.max(0, Math.min(count - 1, index))
    wanted.current = next
    if (virtual) virtualizer.scrollToIndex(next, { align: 'auto' })
    setActive(next)
    if (next === active) {
      rowAt(next)?.focus()
      wanted.current = null
    }
  }

  const toggle = (index: number, extend: boolean) => {
    if (!onSelection || !selection) return
    const next = new Set(selection)
    const row = rows?.[index]
    if (row === undefined) return
    if (extend && anchor.current !== null) {
      const [low, high] = [Math.min(anchor.current, index), Math.max(anchor.current, index)]
      for (let each = low; each <= high; each += 1) {
        const between = rows?.[each]
        if (between !== undefined) next.add(rowKey(between))
      }
    } else {
      const key = rowKey(row)
      if (next.has(key)) next.delete(key)
      else next.add(key)
      anchor.current = index
    }
    onSelection(next)
  }

  const step = (index: number, to: number, extend: boolean) => {
    if (extend && onSelection) {
      anchor.current ??= index
      toggle(Math.max(0, Math.min(count - 1, to)), true)
    }
    moveTo(to)
  }

  const onKeyDown = (event: KeyboardEvent, index: number) => {
    if (isComposing(event) || isTyping(event.target)) return
    const row = rows?.[index]
    const onRow = event.target === event.currentTarget
    if (row !== undefined && onRowKey?.(row, event)) {
      event.preventDefault()
      return
    }
    const moves: Record<string, () => void> = {
      ArrowDown: () => {
        step(index, index + 1, event.shiftKey)
      },
      ArrowUp: () => {
        step(index, index - 1, event.shiftKey)
      },
      PageDown: () => {
        moveTo(index + 10)
      },
      PageUp: () => {
        moveTo(index - 10)
      },
      Home: () => {
        moveTo(0)
      },
      End: () => {
        moveTo(count - 1)
      },
      Enter: () => {
        if (row !== undefined) onOpen?.(row)
      },
      ' ': () => {
        toggle(index, event.shiftKey)
      },
      Escape: () => {
        if (onSelection && selection?.size) onSelection(new Set())
        else rowAt(index)?.blur()
      },
    }
    const move = moves[event.key]
    // Enter and Space on a button inside the row belong to that button.
    if (!move || (!onRow && ['Enter', ' '].includes(event.key)) || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    move()
  }

  const boxes = Boolean(onSelection) && !props.boxless
  // Rows are drawn again only when something of theirs changed; what they call is always the newest.
  const latest = useRef({ onOpen, toggle, onKeyDown })
  latest.current = { onOpen, toggle, onKeyDown }
  const opens = onOpen !== undefined
  const handlers = useMemo(
    () => ({
      onOpen: opens ? (row: Row) => latest.current.onOpen?.(row) : undefined,
      onToggle: (index: number, extend: boolean) => {
        latest.current.toggle(index, extend)
      },
      onKeyDown: (event: KeyboardEvent, index: number) => {
        latest.current.onKeyDown(event, index)
      },
    }),
    [opens],
  )

  const span = columns.length + (boxes ? 1 : 0)
  const shown = rows ? rows.slice(first, last + 1) : []
  const keys = rows?.filter((row) => row !== undefined).map((row) => rowKey(row)) ?? []
  const chosen = keys.filter((key) => selection?.has(key)).length

  return (
    <div className={`${classes.frame ?? ''} ${props.minWidth ? (classes.wide ?? '') : ''}`} ref={frame}>
      <table
        className={classes.table}
        role="grid"
        aria-label={props.label}
        aria-rowcount={count}
        aria-busy={rows === undefined}
        style={{ minWidth: props.minWidth }}
      >
        <colgroup>
          {boxes ? <col style={{ width: 42 }} /> : null}
          {columns.map((column) => (
            <col key={column.id} style={{ width: column.width }} />
          ))}
        </colgroup>
        <TableHead
          columns={columns}
          sort={props.sort}
          onSort={props.onSort}
          check={
            boxes ? (
              <Checkbox
                aria-label="Select all rows shown"
                checked={keys.length > 0 && chosen === keys.length}
                indeterminate={chosen > 0 && chosen < keys.length}
                onChange={(event) => {
                  onSelection?.(event.currentTarget.checked ? new Set(keys) : new Set())
                }}
              />
            ) : null
          }
        />
        <tbody role="rowgroup">
          {rows === undefined
            ? Array.from({ length: Math.min(expected, 25) }, (_, index) => (
                <TableRow key={index} index={index} columns={columns} row={undefined} check={boxes} />
              ))
            : null}
          {before > 0 ? (
            <tr className={classes.spacer} aria-hidden style={{ height: before }}>
              <td colSpan={span} style={{ height: before }} />
            </tr>
          ) : null}
          {shown.map((row, offset) => {
            const index = first + offset
            const key = row === undefined ? `hole-${String(index)}` : rowKey(row)
            return (
              <TableRow
                key={key}
                index={index}
                columns={columns}
                row={row}
                check={boxes}
                focusable={index === active}
                selected={row !== undefined && (selection?.has(key) || props.current === key)}
                checked={row !== undefined && (selection?.has(key) ?? false)}
                selectable={Boolean(onSelection) || props.current !== undefined}
                visited={props.visited === key}
                tone={row === undefined ? undefined : props.rowTone?.(row)}
                onOpen={handlers.onOpen}
                onToggle={handlers.onToggle}
                onFocusRow={setActive}
                onKeyDown={handlers.onKeyDown}
              />
            )
          })}
          {after > 0 ? (
            <tr className={classes.spacer} aria-hidden style={{ height: after }}>
              <td colSpan={span} style={{ height: after }} />
            </tr>
          ) : null}
        </tbody>
      </table>
      {rows !== undefined && count === 0 ? props.empty : null}
    </div>
  )
}
