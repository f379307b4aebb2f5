import { Pagination, Select } from '@mantine/core'
import type { ReactNode } from 'react'
import { useNarrow } from './useNarrow'
import { count } from './words'
import classes from './Pager.module.css'

/** 0 is "all": one list that fetches what is in view. */
export const pageSizes = [10, 25, 50, 100, 0]

interface PagerProps {
  total: number | undefined
  page: number
  pageSize: number
  onPage: (page: number) => void
  onPageSize: (pageSize: number) => void
  note?: ReactNode
  /** The server decides how many rows a page has. */
  fixed?: boolean
}

export function Pager({ total, page, pageSize, onPage, onPageSize, note, fixed = false }: PagerProps) {
  const narrow = useNarrow()
  if (total === undefined || total === 0) return <div className={classes.pager} style={{ minHeight: 54 }} />
  const pages = pageSize === 0 ? 1 : Math.ceil(total / pageSize)
  const first = pageSize === 0 ? 1 : (page - 1) * pageSize + 1
  const last = pageSize === 0 ? total : Math.min(total, page * pageSize)
  return (
    <nav className={classes.pager} aria-label="Pages">
      <span className="figures">
        {pageSize === 0
          ? `All ${count(total)} rows.`
          : `Rows ${count(first)} to ${count(last)} of ${count(total)}.`}{' '}
        {note}
      </span>
      <span className={classes.controls}>
        {fixed ? null : (
          <Select
            aria-label="Rows on a page"
            size="xs"
            w={104}
            data={pageSizes.map((size) => ({
              value: String(size),
              label: size === 0 ? 'All rows' : `${String(size)} rows`,
            }))}
            value={String(pageSize)}
            onChange={(value) => {
              onPageSize(Number(value ?? 10))
            }}
          />
        )}
        {pages > 1 ? (
          <Pagination
            size="sm"
            total={pages}
            value={page}
            siblings={narrow ? 0 : 1}
            boundaries={1}
            onChange={onPage}
            getItemProps={(item) => ({ 'aria-label': `Page ${String(item)}` })}
            getControlProps={(control) => ({
              'aria-label': control === 'previous' ? 'Previous page' : 'Next page',
            })}
          />
        ) : null}
      </span>
    </nav>
  )
}
