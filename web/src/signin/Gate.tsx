import { useEffect, type ReactNode } from 'react'
import classes from './Gate.module.css'

/** The frame of the pages before the shell: set-up, sign-in, invitation. */
export function Gate({ title, lead, children }: { title: string; lead?: ReactNode; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Wharf`
  }, [title])
  return (
    <main className={classes.gate}>
      <div className={classes.card}>
        <div className={classes.brand}>
          <img src="/wharf.svg" alt="" />
          Wharf
        </div>
        <div className={classes.box}>
          <h1>{title}</h1>
          {lead ? <p className={classes.lead}>{lead}</p> : null}
          {children}
        </div>
      </div>
    </main>
  )
}
