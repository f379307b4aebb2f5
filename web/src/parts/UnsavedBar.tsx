import { useLayoutEffect, useState, type ReactNode } from 'react'
import { createPortal } from 'react-dom'
import classes from './UnsavedBar.module.css'

interface UnsavedBarProps {
  what: string
  note: ReactNode
  children: ReactNode
}

/** The bar at the foot of a page that holds unsaved work. */
export function UnsavedBar({ what, note, children }: UnsavedBarProps) {
  const [foot, setFoot] = useState<HTMLElement | null>(null)
  useLayoutEffect(() => {
    setFoot(document.getElementById('page-foot'))
  }, [])
  if (!foot) return null
  return createPortal(
    <section className={classes.bar} aria-label="Unsaved work">
      <div className={classes.words} aria-live="polite">
        <b>{what}</b>
        <span>{note}</span>
      </div>
      <div className={classes.actions}>{children}</div>
    </section>,
    foot,
  )
}
