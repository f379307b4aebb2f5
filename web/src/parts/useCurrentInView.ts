import { useRouterState } from '@tanstack/react-router'
import { useEffect, useRef, type RefObject } from 'react'

/** Scrolls a row of tabs that is wider than the screen, once it is there, to the one whose page is shown. */
export function useCurrentInView(there = true): RefObject<HTMLElement | null> {
  const tabs = useRef<HTMLElement>(null)
  const path = useRouterState({ select: (state) => state.location.pathname })
  useEffect(() => {
    const current = tabs.current?.querySelector<HTMLElement>('[aria-current="page"]')
    if (tabs.current && current) tabs.current.scrollLeft = current.offsetLeft - tabs.current.offsetLeft - 24
  }, [path, there])
  return tabs
}
