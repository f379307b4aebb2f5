import { queryOptions } from '@tanstack/react-query'
import { api } from '../api/client'
import type {
  Connection,
  Dependents,
  Installed,
  Integration,
  Integrations,
  MappingSummary,
  Uninstalled,
} from '../api/contract'

export const integrationsQuery = (organization: string | undefined) =>
  queryOptions({
    queryKey: ['integrations', organization ?? ''],
    queryFn: ({ signal }) => api.get<Integrations>('/integrations', { organization }, signal),
  })

export const integrationQuery = (id: string, organization: string | undefined) =>
  queryOptions({
    queryKey: ['integration', id, organization ?? ''],
    queryFn: ({ signal }) =>
      api.get<Integration>(`/integrations/${encodeURIComponent(id)}`, { organization }, signal),
    staleTime: 30_000,
  })

export const connectionQuery = (id: string) =>
  queryOptions({
    queryKey: ['connection', id],
    queryFn: ({ signal }) => api.get<Connection>(`/connections/${encodeURIComponent(id)}`, {}, signal),
  })

export const mappingSummaryQuery = (connection: string, organization: string | undefined) =>
  queryOptions({
    queryKey: ['mapping', connection, 'summary', organization ?? ''],
    queryFn: ({ signal }) =>
      api.get<MappingSummary>(`/connections/${connection}/mapping/summary`, { organization }, signal),
  })

export const dependentsQuery = (id: string, organization: string | undefined) =>
  queryOptions({
    queryKey: ['dependents', id, organization ?? ''],
    queryFn: ({ signal }) =>
      api.get<Dependents>(`/integrations/${encodeURIComponent(id)}/dependents`, { organization }, signal),
    staleTime: 0,
  })

export function install(id: string, organization: string) {
  return api.post<Installed>(`/integrations/${encodeURIComponent(id)}/install`, {
    organization_id: organization,
  })
}

interface UninstallWish {
  organization_id: string
  confirm_name?: string
  undo?: boolean
  forget_mappings?: boolean
}

export function uninstall(id: string, wish: UninstallWish) {
  return api.post<Uninstalled>(`/integrations/${encodeURIComponent(id)}/uninstall`, wish)
}
