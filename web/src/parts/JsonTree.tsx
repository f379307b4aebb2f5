import { useState } from 'react'
import classes from './JsonTree.module.css'
import { count, plural } from './words'

/** How many children are drawn at once, and how much of a long text. */
const slice = 100
const longText = 400

interface NodeProps {
  name: string | null
  value: unknown
  open: boolean
}

/**
 * JSON, folded. Only what is unfolded is drawn, a hundred children at a time, so that a large answer costs what is
 * looked at.
 */
export function JsonTree({ value, label }: { value: unknown; label: string }) {
  return (
    <div className={classes.tree} role="region" aria-label={label} tabIndex={0}>
      <Node name={null} value={value} open />
    </div>
  )
}

function Node({ name, value, open }: NodeProps) {
  if (value !== null && typeof value === 'object') return <Branch name={name} value={value} open={open} />
  return (
    <div>
      <Name name={name} />
      <Leaf value={value} />
    </div>
  )
}

function Name({ name }: { name: string | null }) {
  return name === null ? null : (
    <>
      <span className={classes.name}>{name}</span>:{' '}
    </>
  )
}

function Leaf({ value }: { value: unknown }) {
  const [whole, setWhole] = useState(false)
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value)
  if (text.length <= longText || whole) return <span className={classes.text}>{text}</span>
  return (
    <span className={classes.text}>
      {text.slice(0, longText)}…{' '}
      <button
        type="button"
        className={classes.toggle}
        onClick={() => {
          setWhole(true)
        }}
      >
        <span className={classes.note}>all {count(text.length)} characters</span>
      </button>
    </span>
  )
}

function Branch({ name, value, open: opened }: NodeProps) {
  const [open, setOpen] = useState(opened)
  const [shown, setShown] = useState(slice)
  const list = Array.isArray(value)
  const keys = list ? null : Object.keys(value as object)
  const size = list ? value.length : (keys?.length ?? 0)
  const summary = list ? `[ ${plural(size, 'item')} ]` : `{ ${plural(size, 'field')} }`
  const entries: [string, unknown][] = !open
    ? []
    : list
      ? value.slice(0, shown).map((item, index): [string, unknown] => [String(index), item])
      : (keys ?? []).slice(0, shown).map((key) => [key, (value as Record<string, unknown>)[key]])
  return (
    <div>
      <button
        type="button"
        className={classes.toggle}
        aria-expanded={open}
        onClick={() => {
          setOpen(!open)
        }}
      >
        <span aria-hidden>{open ? '▾ ' : '▸ '}</span>
        <Name name={name} />
        <span className={classes.note}>{summary}</span>
      </button>
      {open ? (
        <ul>
          {entries.map(([key, item]) => (
            <li key={key}>
              <Node name={key} value={item} open={false} />
            </li>
          ))}
          {size > shown ? (
            <li>
              <button
                type="button"
                className={classes.toggle}
                onClick={() => {
                  setShown(shown + slice)
                }}
              >
                <span className={classes.note}>
                  {count(Math.min(slice, size - shown))} more of {count(size)}
                </span>
              </button>
            </li>
          ) : null}
        </ul>
      ) : null}
    </div>
  )
}
