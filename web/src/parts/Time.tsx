import { exactTime, relativeTime } from './time'
import { useNow } from './useNow'

/** A moment: relative up to a day, the exact time with its zone in the tooltip. */
export function Time({ at, before = '' }: { at: string; before?: string }) {
  const now = useNow()
  return (
    <time dateTime={at} title={exactTime(at)}>
      {before}
      {relativeTime(at, now)}
    </time>
  )
}
