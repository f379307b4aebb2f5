import { useRouter } from '@tanstack/react-router'
import type { ReactNode } from 'react'

interface ServerLinkProps {
  to: string
  className?: string | undefined
  onFollow?: () => void
  children: ReactNode
}

/** A link to a page of ours that the server named. Anything that is no path of this site is shown as plain text. */
export function ServerLink({ to, className, onFollow, children }: ServerLinkProps) {
  const router = useRouter()
  if (!isOwnPath(to)) return <span className={className}>{children}</span>
  return (
    <a
      href={to}
      className={className}
      onClick={(event) => {
        onFollow?.()
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return
        event.preventDefault()
        router.history.push(to)
      }}
    >
      {children}
    </a>
  )
}

export function isOwnPath(to: string): boolean {
  return /^\/(?![/\\])/.test(to)
}
