import { useSyncExternalStore } from 'react'

// What a person set for this browser: no server needs to know it.
export type Density = 'comfortable' | 'compact'

const listeners = new Set<() => void>()

function read(name: string): string | null {
  try {
    return window.localStorage.getItem(`wharf.${name}`)
  } catch {
    return null
  }
}

function write(name: string, value: string) {
  try {
    window.localStorage.setItem(`wharf.${name}`, value)
  } catch {
    // A browser that stores nothing forgets the preference with the tab.
  }
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}

export function applyDensity() {
  document.documentElement.dataset['density'] = read('density') === 'compact' ? 'compact' : 'comfortable'
}

export function useDensity(): [Density, (density: Density) => void] {
  const density = useSyncExternalStore(subscribe, () =>
    read('density') === 'compact' ? 'compact' : 'comfortable',
  )
  return [
    density,
    (next) => {
      write('density', next)
      applyDensity()
    },
  ]
}

export interface Recent {
  id: string
  name: string
}

function parseRecent(text: string | null): Recent[] {
  try {
    const value = JSON.parse(text ?? '[]') as unknown
    return Array.isArray(value)
      ? value.filter((item): item is Recent => typeof item?.id === 'string' && typeof item?.name === 'string')
      : []
  } catch {
    return []
  }
}

/** The last organizations and pages gone to, newest first. */
export function recent(list: string): Recent[] {
  return parseRecent(read(`recent.${list}`))
}

export function remember(list: string, item: Recent) {
  const rest = recent(list).filter((each) => each.id !== item.id)
  write(`recent.${list}`, JSON.stringify([item, ...rest].slice(0, 6)))
}

/** The row a table was last left from, for the length of the tab's life. */
export function visited(table: string): string | null {
  try {
    return window.sessionStorage.getItem(`wharf.visited.${table}`)
  } catch {
    return null
  }
}

export function visit(table: string, row: string) {
  try {
    window.sessionStorage.setItem(`wharf.visited.${table}`, row)
  } catch {
    // Marking the row is a courtesy; without storage it stays unmarked.
  }
}
