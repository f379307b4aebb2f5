import { useState } from 'react'
import type { IntegrationMark } from '../api/contract'
import classes from './Mark.module.css'

const tints = new Set([
  'psa',
  'rmm',
  'documentation',
  'security',
  'identity',
  'communication',
  'cloud',
  'backup',
  'distribution',
  'development',
])

interface MarkProps {
  mark: IntegrationMark
  icon?: string | null
  size?: number
}

/** An integration's mark: our own drawing, or two letters in its category's tint. Decoration beside its name. */
export function Mark({ mark, icon, size = 36 }: MarkProps) {
  const [broken, setBroken] = useState(false)
  const tint = tints.has(mark.category) ? mark.category : 'other'
  return (
    <span
      aria-hidden
      className={classes.mark}
      style={{
        width: size,
        height: size,
        fontSize: Math.round(size * 0.36),
        borderRadius: size > 28 ? 9 : 6,
        background: `var(--w-mark-${tint})`,
        color: `var(--w-mark-${tint}-ink)`,
      }}
    >
      {icon && !broken ? (
        <img
          src={icon}
          alt=""
          onError={() => {
            setBroken(true)
          }}
        />
      ) : (
        mark.letters
      )}
    </span>
  )
}
