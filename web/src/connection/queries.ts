import { queryOptions } from '@tanstack/react-query'
import { api } from '../api/client'
import type {
  Action,
  Call,
  Connection,
  ConnectionPatch,
  Items,
  List,
  OptionFilter,
  RunResult,
  TestResult,
  UsedBy,
} from '../api/contract'

export const usedByQuery = (id: string) =>
  queryOptions({
    queryKey: ['connection', id, 'used-by'],
    queryFn: () => api.get<UsedBy>(`/connections/${id}/used-by`),
  })

export const filtersQuery = (id: string) =>
  queryOptions({
    queryKey: ['connection', id, 'filters'],
    queryFn: async () => {
      const answer = await api.get<Items<OptionFilter> | OptionFilter[]>(`/connections/${id}/filters`)
      return Array.isArray(answer) ? answer : answer.items
    },
    staleTime: 60_000,
  })

export const actionQuery = (integration: string, action: string) =>
  queryOptions({
    queryKey: ['integration', integration, 'action', action],
    queryFn: () =>
      api.get<Action>(
        `/integrations/${encodeURIComponent(integration)}/actions/${encodeURIComponent(action)}`,
      ),
    staleTime: 300_000,
  })

export function saveConnection(id: string, patch: ConnectionPatch) {
  return api.patch<Connection>(`/connections/${id}`, patch)
}

export function testConnection(id: string) {
  return api.post<TestResult>(`/connections/${id}/test`)
}

/** Fills in what the sample tool beside Wharf needs. */
export function connectToSample(id: string) {
  return api.post<Connection>(`/connections/${id}/use-sample`)
}

export function addConnection(integration: string, organization: string, name: string) {
  return api.post<Connection>('/connections', {
    integration_id: integration,
    organization_id: organization,
    name,
  })
}

export function deleteConnection(id: string, name: string) {
  return api.delete<undefined>(`/connections/${id}`, { confirm_name: name })
}

export function authorize(id: string) {
  return api.post<{ url: string }>(`/connections/${id}/authorize`, { return_to: `/connections/${id}` })
}

export function clearTokens(id: string) {
  return api.post<Connection | undefined>(`/connections/${id}/clear-tokens`)
}

interface ActivityFilter {
  status?: string | undefined
  action?: string | undefined
}

export function activity(
  id: string,
  filter: ActivityFilter,
  page: number,
  pageSize: number,
  signal: AbortSignal,
) {
  return api.get<List<Call>>(`/connections/${id}/activity`, { ...filter, page, page_size: pageSize }, signal)
}

interface RunWish {
  input: unknown
  organization_id?: string | undefined
  max_pages?: number
}

export function runAction(id: string, action: string, wish: RunWish) {
  return api.post<RunResult>(`/connections/${id}/actions/${encodeURIComponent(action)}/run`, wish)
}
