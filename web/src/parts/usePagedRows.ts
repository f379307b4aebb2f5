import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { List } from '../api/contract'
import { chunk, headQuery, type Paged } from './paged'

/**
 * The rows of a table. A page at a time, the last one staying while the next is on its way; or, for "all", a
 * list with holes that are filled as they come into view, so that 50,000 rows cost what is looked at.
 */
export function usePagedRows<Answer extends List<unknown>>(paged: Paged<Answer>) {
  const { key, pageSize, fetch } = paged
  type Row = Answer['items'][number]
  const [range, setRange] = useState<[number, number]>([0, 0])
  const all = pageSize === 0

  const head = useQuery({ ...headQuery(paged), placeholderData: keepPreviousData })
  const total = head.data?.total

  const first = all ? Math.max(2, Math.floor(range[0] / chunk) + 1) : 2
  const last =
    all && total !== undefined ? Math.min(Math.ceil(total / chunk), Math.floor(range[1] / chunk) + 1) : 1
  const wanted = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index)
  const rest = useQueries({
    queries: wanted.map((number) => ({
      queryKey: [...key, number, chunk],
      queryFn: ({ signal }: { signal: AbortSignal }) => fetch(number, chunk, signal),
      staleTime: 60_000,
    })),
  })

  let rows: (Row | undefined)[] | undefined = head.data?.items
  if (all && head.data && total !== undefined && total > chunk) {
    rows = Array.from<Row | undefined>({ length: total })
    head.data.items.forEach((row, index) => {
      if (rows) rows[index] = row
    })
    rest.forEach((query, each) => {
      const from = ((wanted[each] ?? 1) - 1) * chunk
      query.data?.items.forEach((row, index) => {
        if (rows) rows[from + index] = row
      })
    })
  }

  return {
    rows,
    total,
    answer: head.data,
    error: head.error ?? rest.find((query) => query.error)?.error ?? null,
    refetch: () => void head.refetch(),
    stale: head.isPlaceholderData,
    onRange: (from: number, to: number) => {
      if (all) setRange([from, to])
    },
  }
}
