import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'

/**
 * Every state of a page that stands in its address, so that it can be shared and the back button works.
 * `organization` scopes all pages and stays when one goes from page to page; the rest belongs to one page.
 */
export interface PageState {
  organization?: string
  q?: string
  value?: string
  status?: string
  sort?: string
  page?: number
  size?: number
  selected?: string
  view?: string
  variable?: string
  kind?: string
  source?: string
  category?: string
  action?: string
  actor?: string
  tag?: string
  parent?: string
  inherited?: boolean
  descendants?: boolean
  guide?: boolean
  from?: string
  to?: string
  authorized?: string
  error?: string
  name?: string
  tab?: string
}

const numbers = new Set(['page', 'size'])
const flags = new Set(['inherited', 'descendants', 'guide'])
const texts = new Set([
  'organization',
  'q',
  'value',
  'status',
  'sort',
  'selected',
  'view',
  'variable',
  'kind',
  'source',
  'category',
  'action',
  'actor',
  'tag',
  'parent',
  'from',
  'to',
  'authorized',
  'error',
  'name',
  'tab',
])

/** Takes what it knows from an address and drops the rest: an address is typed by anybody. */
export function readPageState(search: Record<string, unknown>): PageState {
  const state: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(search)) {
    if (value === undefined || value === null || value === '') continue
    if (numbers.has(name)) {
      const number = Number(value)
      if (Number.isInteger(number) && number >= 0) state[name] = number
    } else if (flags.has(name)) {
      state[name] = value === true || value === 'true' || value === '1' || value === 1
    } else if (texts.has(name) && ['string', 'number', 'boolean'].includes(typeof value)) {
      state[name] = String(value)
    }
  }
  return state as PageState
}

export function usePageState() {
  const state = useSearch({ strict: false }) as PageState
  const navigate = useNavigate()
  const set = useCallback(
    (patch: PageState, push = false) => {
      void navigate({
        to: '.',
        search: (previous: PageState) => {
          const next: Record<string, unknown> = { ...previous, ...patch }
          for (const name of Object.keys(next)) {
            if (next[name] === undefined || next[name] === '' || next[name] === null) next[name] = undefined
          }
          return next as PageState
        },
        replace: !push,
        resetScroll: false,
      })
    },
    [navigate],
  )
  return [state, set] as const
}

/** The organization that every list below the switcher is scoped to; undefined is everything one may see. */
export function useScope(): string | undefined {
  return (useSearch({ strict: false }) as PageState).organization
}
