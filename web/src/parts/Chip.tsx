import type { ReactNode } from 'react'
import classes from './Chip.module.css'

interface ChipProps {
  tone?: 'accent' | 'bad' | 'violet' | 'good' | 'warning' | undefined
  children: ReactNode
}

export function Chip({ tone, children }: ChipProps) {
  return (
    <span className={classes.chip} data-tone={tone}>
      {children}
    </span>
  )
}
