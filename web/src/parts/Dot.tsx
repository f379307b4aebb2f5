import type { HealthState } from '../api/contract'

export type Tone = 'good' | 'warning' | 'bad' | 'none'

export const healthTone: Record<HealthState, Tone> = {
  healthy: 'good',
  incomplete: 'warning',
  failing: 'bad',
  not_configured: 'none',
}

/** A coloured dot. It never stands alone: a word is always beside it. */
export function Dot({ tone }: { tone: Tone }) {
  return (
    <span
      aria-hidden
      data-tone={tone}
      style={{
        width: 7,
        height: 7,
        borderRadius: '50%',
        flex: 'none',
        display: 'inline-block',
        background: `var(--w-${tone}-dot)`,
      }}
    />
  )
}
