import { queryOptions } from '@tanstack/react-query'
import type { PageState } from '../app/pageState'
import type { Paged } from '../parts/paged'
import { api } from '../api/client'
import type {
  Items,
  KnownVariable,
  List,
  Resolution,
  Variable,
  VariableChange,
  VariableImport,
  VariableKind,
  VariableType,
} from '../api/contract'

export interface VariableFilter {
  organization?: string | undefined
  search?: string | undefined
  kind?: string | undefined
  source?: string | undefined
  created_by?: string | undefined
  show_inherited?: boolean | undefined
  include_descendants?: boolean | undefined
  sort?: string | undefined
}

export function variables(filter: VariableFilter, page: number, size: number, signal?: AbortSignal) {
  return api.get<List<Variable>>('/variables', { ...filter, page, page_size: size }, signal)
}

/** The rows that an address asks for. */
export function variablesPaged(state: PageState): Paged<List<Variable>> {
  const filter: VariableFilter = {
    organization: state.organization,
    search: state.q,
    kind: state.kind,
    source: state.source,
    created_by: state.actor,
    show_inherited: state.organization ? (state.inherited ?? true) : undefined,
    include_descendants: state.descendants || undefined,
    sort: state.sort ?? 'name',
  }
  return {
    key: ['variables', filter],
    page: state.page ?? 1,
    pageSize: state.size ?? 25,
    fetch: (page, size, signal) => variables(filter, page, size, signal),
  }
}

export const knownQuery = queryOptions({
  queryKey: ['variables', 'known'],
  queryFn: async () => {
    const answer = await api.get<Items<KnownVariable> | KnownVariable[]>('/variables/known')
    return Array.isArray(answer) ? answer : answer.items
  },
  staleTime: Infinity,
})

const pathOf = (organization: string, name: string) =>
  `/organizations/${organization}/variables/${encodeURIComponent(name)}`

export const resolveQuery = (organization: string, name: string) =>
  queryOptions({
    queryKey: ['resolve', organization, name],
    queryFn: ({ signal }) => api.get<Resolution>(`${pathOf(organization, name)}/resolve`, {}, signal),
  })

export interface VariableValue {
  value: string
  kind: VariableKind
  type: VariableType
  cascade: boolean
  version?: number
}

export function putVariable(organization: string, name: string, value: VariableValue) {
  return api.put<Variable>(pathOf(organization, name), value)
}

export function deleteVariable(organization: string, name: string, version: number) {
  return api.delete<undefined>(pathOf(organization, name), undefined, { version })
}

export function revealVariable(organization: string, name: string) {
  return api.post<{ value: string }>(`${pathOf(organization, name)}/reveal`)
}

export function changeVariables(changes: VariableChange[]) {
  return api.post<{ changed: number }>('/variables/bulk', { changes })
}

export function previewVariables(csv: Blob) {
  return api.postCsv<VariableImport>('/variables/import', csv, { preview: true })
}

export function importVariables(csv: Blob) {
  return api.postCsv<{ changed: number }>('/variables/import', csv, { preview: false })
}
