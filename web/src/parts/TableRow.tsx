import { Checkbox } from '@mantine/core'
import { memo, type KeyboardEvent } from 'react'
import type { Column } from './DataTable'
import classes from './DataTable.module.css'

interface TableRowProps<Row> {
  index: number
  columns: Column<Row>[]
  row: Row | undefined
  check: boolean
  focusable?: boolean
  selected?: boolean
  checked?: boolean
  selectable?: boolean
  visited?: boolean
  tone?: 'accent' | undefined
  onOpen?: ((row: Row) => void) | undefined
  onToggle?: (index: number, extend: boolean) => void
  onFocusRow?: (index: number) => void
  onKeyDown?: (event: KeyboardEvent, index: number) => void
}

/** Lengths of the grey bars, uneven like text. */
const bones = ['62%', '44%', '71%', '38%', '55%']

function Row<Item>(props: TableRowProps<Item>) {
  const { index, columns, row, check, onOpen, onToggle } = props
  if (row === undefined) {
    return (
      <tr className={classes.row} role="row" data-row={index} data-skeleton>
        {check ? <td className={classes.check} role="gridcell" /> : null}
        {columns.map((column, each) => (
          <td key={column.id} role="gridcell" data-narrow={column.narrow ?? 'second'}>
            <span className={classes.bone} style={{ width: bones[(index + each) % bones.length] }} />
          </td>
        ))}
      </tr>
    )
  }
  return (
    <tr
      className={classes.row}
      role="row"
      data-row={index}
      data-tone={props.tone}
      data-opens={onOpen ? true : undefined}
      data-visited={props.visited || undefined}
      aria-selected={props.selectable ? Boolean(props.selected) : undefined}
      aria-rowindex={index + 1}
      tabIndex={props.focusable ? 0 : -1}
      onFocus={() => props.onFocusRow?.(index)}
      onClick={(event) => {
        // A press on something inside the row (a button, a field, a link) is meant for that.
        const inside = (event.target as HTMLElement).closest(
          'button, a, input, textarea, select, label, [role="option"]',
        )
        if (!inside && event.currentTarget.contains(event.target as Node)) onOpen?.(row)
      }}
      onKeyDown={(event) => props.onKeyDown?.(event, index)}
    >
      {check ? (
        <td className={classes.check} role="gridcell">
          <Checkbox
            aria-label={`Select row ${String(index + 1)}`}
            checked={Boolean(props.checked)}
            tabIndex={-1}
            onChange={(event) => {
              const native = event.nativeEvent
              onToggle?.(index, native instanceof MouseEvent && native.shiftKey)
            }}
          />
        </td>
      ) : null}
      {columns.map((column) => (
        <td
          key={column.id}
          role="gridcell"
          data-narrow={column.narrow ?? 'second'}
          data-numeric={column.numeric || undefined}
        >
          {column.cell(row)}
        </td>
      ))}
    </tr>
  )
}

export const TableRow = memo(Row) as typeof Row
