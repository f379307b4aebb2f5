import type { ReactNode } from 'react'
import { IconChevronDown } from '../app/icons'
import type { Column } from './DataTable'
import classes from './DataTable.module.css'

interface TableHeadProps<Row> {
  columns: Column<Row>[]
  sort: string | undefined
  onSort: ((sort: string) => void) | undefined
  check: ReactNode
}

function Arrow({ down }: { down: boolean }) {
  return (
    <IconChevronDown
      size={13}
      stroke={2.4}
      style={down ? undefined : { transform: 'rotate(180deg)' }}
      aria-hidden
    />
  )
}

/** Titles that sort when pressed, and a row of column filters where a column has one. */
export function TableHead<Row>({ columns, sort, onSort, check }: TableHeadProps<Row>) {
  const direction = (column: Column<Row>) => {
    if (!column.sort || !sort) return undefined
    if (sort === column.sort) return 'ascending'
    return sort === `-${column.sort}` ? 'descending' : undefined
  }
  return (
    <thead className={classes.head} role="rowgroup">
      <tr className={classes.titles} role="row">
        {check ? (
          <th role="columnheader" className={classes.check}>
            {check}
          </th>
        ) : null}
        {columns.map((column) => {
          const by = direction(column)
          return (
            <th
              key={column.id}
              role="columnheader"
              aria-sort={by ?? (column.sort ? 'none' : undefined)}
              data-numeric={column.numeric || undefined}
            >
              {column.sort && onSort ? (
                <button
                  type="button"
                  className={classes.sort}
                  onClick={() => {
                    onSort(by === 'ascending' ? `-${column.sort ?? ''}` : (column.sort ?? ''))
                  }}
                >
                  {column.header}
                  {by ? <Arrow down={by === 'descending'} /> : null}
                </button>
              ) : (
                column.header
              )}
            </th>
          )
        })}
      </tr>
      {columns.some((column) => column.filter) ? (
        <tr className={classes.filters} role="row">
          {check ? <td role="gridcell" className={classes.check} /> : null}
          {columns.map((column) =>
            column.filter ? (
              <th
                key={column.id}
                role="columnheader"
                aria-label={
                  typeof column.header === 'string' ? `Filter of ${column.header}` : `Filter of ${column.id}`
                }
              >
                {column.filter}
              </th>
            ) : (
              <td key={column.id} role="gridcell" />
            ),
          )}
        </tr>
      ) : null}
    </thead>
  )
}
