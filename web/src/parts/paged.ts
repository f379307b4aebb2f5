import { queryOptions, type QueryKey } from '@tanstack/react-query'

/** How many rows one request of an "all" list asks for. */
export const chunk = 100

/** A list that comes a page at a time. */
export interface Paged<Answer> {
  key: QueryKey
  page: number
  /** 0 is "all". */
  pageSize: number
  fetch: (page: number, pageSize: number, signal: AbortSignal) => Promise<Answer>
}

/** The request that a table begins with, so that a route can start it before the table's code has come. */
export function headQuery<Answer>({ key, page, pageSize, fetch }: Paged<Answer>) {
  const first = pageSize === 0 ? 1 : page
  const size = pageSize === 0 ? chunk : pageSize
  return queryOptions({
    queryKey: [...key, first, size],
    queryFn: ({ signal }) => fetch(first, size, signal),
  })
}
