import { count } from './words'
import classes from './Counters.module.css'

export interface Counter {
  id: string
  figure: number | undefined
  label: string
  tone?: 'bad'
}

interface CountersProps {
  label: string
  counters: Counter[]
  active: string
  onPick: (id: string) => void
}

/** Figures above a table that filter it. Pressing the active one again shows all. */
export function Counters({ label, counters, active, onPick }: CountersProps) {
  const first = counters[0]?.id ?? ''
  return (
    <div className={classes.row} role="group" aria-label={label}>
      {counters.map((counter) => (
        <button
          key={counter.id}
          type="button"
          className={classes.counter}
          aria-pressed={active === counter.id}
          onClick={() => {
            onPick(active === counter.id ? first : counter.id)
          }}
        >
          <span className={classes.figure} data-tone={counter.figure ? counter.tone : undefined}>
            {counter.figure === undefined ? '–' : count(counter.figure)}
          </span>
          {counter.label}
        </button>
      ))}
    </div>
  )
}
