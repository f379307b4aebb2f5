import { useSyncExternalStore } from 'react'

// One clock for every relative time on the page: it ticks twice a minute, and only while somebody looks.
let now = new Date()
let timer: number | null = null
const listeners = new Set<() => void>()

function subscribe(listener: () => void) {
  listeners.add(listener)
  timer ??= window.setInterval(() => {
    now = new Date()
    for (const each of listeners) each()
  }, 30_000)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0 && timer !== null) {
      window.clearInterval(timer)
      timer = null
    }
  }
}

function current() {
  if (listeners.size === 0 || Date.now() - now.getTime() > 30_000) {
    const fresh = new Date()
    if (fresh.getTime() - now.getTime() > 1000) now = fresh
  }
  return now
}

export function useNow(): Date {
  return useSyncExternalStore(subscribe, current)
}
