import { queryOptions } from '@tanstack/react-query'
import { api } from '../api/client'
import type { AuditEntry, AuditFacets, List } from '../api/contract'
import type { PageState } from '../app/pageState'
import type { Paged } from '../parts/paged'

export function auditFilter(state: PageState) {
  return {
    organization: state.organization,
    actor: state.actor,
    action: state.action,
    search: state.q,
    from: state.from ? `${state.from}T00:00:00.000Z` : undefined,
    to: state.to ? `${state.to}T23:59:59.999Z` : undefined,
  }
}

/** The entries that an address asks for. */
export function auditPaged(state: PageState): Paged<List<AuditEntry>> {
  const filter = auditFilter(state)
  return {
    key: ['audit', filter],
    page: state.page ?? 1,
    pageSize: state.size ?? 25,
    fetch: (page, size, signal) =>
      api.get<List<AuditEntry>>('/audit', { ...filter, page, page_size: size }, signal),
  }
}

export const facetsQuery = queryOptions({
  queryKey: ['audit', 'facets'],
  queryFn: () => api.get<AuditFacets>('/audit/facets'),
})
