import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'

const virtualFrom = 150
const rowHeights = { comfortable: 44, compact: 36 }

/**
 * Which rows of a long list are drawn: all of a short one, of a long one those in view of the window and a few
 * around them. `head` is the height of what stands above the first row.
 */
export function useVirtualRows(count: number, head: number, onRange?: (first: number, last: number) => void) {
  const frame = useRef<HTMLDivElement>(null)
  const [margin, setMargin] = useState(0)
  useLayoutEffect(() => {
    const top = frame.current ? frame.current.getBoundingClientRect().top + window.scrollY : 0
    setMargin(Math.round(top))
  }, [count])
  const compact = document.documentElement.dataset['density'] === 'compact'
  const virtual = count > virtualFrom
  const virtualizer = useWindowVirtualizer({
    count: virtual ? count : 0,
    estimateSize: () => (compact ? rowHeights.compact : rowHeights.comfortable),
    overscan: 12,
    scrollMargin: margin + head,
  })
  const items = virtual ? virtualizer.getVirtualItems() : []
  const first = virtual ? (items[0]?.index ?? 0) : 0
  const last = virtual ? (items[items.length - 1]?.index ?? Math.min(count, 40) - 1) : count - 1
  const before = virtual ? Math.max(0, (items[0]?.start ?? 0) - virtualizer.options.scrollMargin) : 0
  const after = virtual
    ? Math.max(
        0,
        virtualizer.getTotalSize() - ((items[items.length - 1]?.end ?? 0) - virtualizer.options.scrollMargin),
      )
    : 0
  const report = useRef(onRange)
  report.current = onRange
  useEffect(() => {
    if (last >= first) report.current?.(first, last)
  }, [first, last])
  return { frame, virtual, virtualizer, first, last, before, after }
}
