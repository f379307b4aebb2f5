import { useLayoutEffect, useSyncExternalStore } from 'react'

export interface Crumb {
  label: string
  to?: string
}

let crumbs: Crumb[] = []
const listeners = new Set<() => void>()

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}

export function useCurrentCrumbs(): Crumb[] {
  return useSyncExternalStore(subscribe, () => crumbs)
}

/** A page says where it stands; the bar at the top and the tab's title follow. */
export function useCrumbs(next: Crumb[]) {
  const text = JSON.stringify(next)
  useLayoutEffect(() => {
    crumbs = JSON.parse(text) as Crumb[]
    const last = crumbs[crumbs.length - 1]
    document.title = last ? `${last.label} · Wharf` : 'Wharf'
    for (const listener of listeners) listener()
  }, [text])
}
