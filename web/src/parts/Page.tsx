import type { ReactNode } from 'react'
import classes from './Page.module.css'

interface PageProps {
  title: ReactNode
  lead?: ReactNode
  actions?: ReactNode
  children: ReactNode
}

export function Page({ title, lead, actions, children }: PageProps) {
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <div className={classes.words}>
          <h1 className={classes.title}>{title}</h1>
          {lead ? <p className={classes.lead}>{lead}</p> : null}
        </div>
        {actions ? <div className={classes.actions}>{actions}</div> : null}
      </header>
      {children}
    </div>
  )
}

interface PanelProps {
  title?: ReactNode
  note?: ReactNode
  children: ReactNode
  bare?: boolean
  tone?: 'bad' | 'warning' | 'good'
  id?: string
}

/** A box with a thin line. `bare` leaves the padding to what is inside (rows, tables). */
export function Panel({ title, note, children, bare = false, tone, id }: PanelProps) {
  const label = id ?? (typeof title === 'string' ? title.toLowerCase().replace(/\W+/g, '-') : undefined)
  return (
    <section
      className={classes.panel}
      aria-labelledby={title && label ? `panel-${label}` : undefined}
      style={
        tone ? { borderColor: tone === 'bad' ? 'var(--w-bad-line)' : `var(--w-${tone}-dot)` } : undefined
      }
    >
      {title ? (
        <header className={classes.panelHead}>
          <h2 className={classes.section} id={label ? `panel-${label}` : undefined}>
            {title}
          </h2>
          {note ? <span className="dim">{note}</span> : null}
        </header>
      ) : null}
      {bare ? children : <div className={classes.panelBody}>{children}</div>}
    </section>
  )
}
