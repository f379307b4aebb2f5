import { queryOptions, useQuery } from '@tanstack/react-query'
import { api, setCsrfToken } from '../api/client'
import type { Session, SetupState } from '../api/contract'

export function keepSession(session: Session): Session {
  setCsrfToken(session.csrf_token)
  return session
}

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async () => keepSession(await api.getQuietly<Session>('/session')),
  staleTime: Infinity,
  gcTime: Infinity,
  retry: false,
})

export const setupQuery = queryOptions({
  queryKey: ['setup'],
  queryFn: () => api.getQuietly<SetupState>('/setup'),
  staleTime: 0,
  retry: false,
})

/** Somebody who sees an organization; the others only see the page that says so. */
type Placed = Session & { home: { id: string } }

function isPlaced(session: Session): session is Placed {
  return session.home.id !== null
}

/** Whether whoever is signed in sees any organization. */
export function useHasHome(): boolean {
  const { data } = useQuery(sessionQuery)
  return !data || isPlaced(data)
}

/** Who is signed in. The shell is only drawn once this is known. */
export function useSession(): Placed {
  const { data } = useQuery(sessionQuery)
  if (!data || !isPlaced(data)) throw new Error('A page of the shell was drawn without a session.')
  return data
}

/** What the signed-in person may do somewhere; the server decides each act again. */
export function useMay() {
  const { role } = useSession()
  return { edit: role !== 'viewer', administer: role === 'administrator' }
}
