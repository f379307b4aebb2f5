import { queryOptions } from '@tanstack/react-query'
import type { PageState } from '../app/pageState'
import type { Paged } from '../parts/paged'
import { api } from '../api/client'
import type {
  Job,
  List,
  MappingEdit,
  MappingImport,
  MappingRow,
  MappingSaved,
  MappingSummary,
  Matrix,
  MatrixSummary,
  OptionChoices,
} from '../api/contract'

export interface RowFilter {
  organization?: string | undefined
  variable?: string | undefined
  search?: string | undefined
  value?: string | undefined
  status?: string | undefined
  updated_by?: string | undefined
  sort?: string | undefined
}

export const rowsKey = (connection: string) => ['mapping', connection, 'rows']

/** The rows that an address asks for. */
export function mappingPaged(connection: string, state: PageState): Paged<List<MappingRow>> {
  const filter: RowFilter = {
    organization: state.organization,
    variable: state.variable,
    search: state.q,
    value: state.value,
    status: state.status,
    updated_by: state.actor,
    sort: state.sort,
  }
  return {
    key: [...rowsKey(connection), filter],
    page: state.page ?? 1,
    pageSize: state.size ?? 10,
    fetch: (page, size, signal) => mappingRows(connection, filter, page, size, signal),
  }
}

export function mappingRows(
  connection: string,
  filter: RowFilter,
  page: number,
  size: number,
  signal?: AbortSignal,
) {
  return api.get<List<MappingRow>>(
    `/connections/${connection}/mapping`,
    { ...filter, page, page_size: size },
    signal,
  )
}

export const optionsQuery = (connection: string, organization: string, search: string) =>
  queryOptions({
    queryKey: ['mapping', connection, 'options', organization, search],
    queryFn: ({ signal }) =>
      api.get<OptionChoices>(
        `/connections/${connection}/options`,
        { search, limit: 30, for_organization: organization },
        signal,
      ),
  })

export function refreshOptions(connection: string) {
  return api.post<Job>(`/connections/${connection}/options/refresh`)
}

export function suggestValues(connection: string, organization: string | undefined) {
  return api.post<Job>(`/connections/${connection}/mapping/suggest`, organization ? { organization } : {})
}

interface Inclusion {
  included: boolean
  organizations: string[] | null
  above: number | null
}

// Who looks at one organization acts on its suggestions and on those below it, and on no others.

export function includeSuggestions(
  connection: string,
  inclusion: Inclusion,
  organization: string | undefined,
) {
  const path = `/connections/${connection}/mapping/suggestions`
  return api.patch<MappingSummary>(path, inclusion, { organization })
}

export function discardSuggestions(connection: string, organization: string | undefined) {
  return api.delete<undefined>(`/connections/${connection}/mapping/suggestions`, undefined, { organization })
}

export function saveMappings(connection: string, edits: MappingEdit[], organization: string | undefined) {
  const path = `/connections/${connection}/mapping/save`
  return api.post<MappingSaved>(path, { edits, include_suggestions: true }, { organization })
}

export function undoSave(connection: string, save: string) {
  return api.post<{ restored: number }>(`/connections/${connection}/mapping/undo`, { save_id: save })
}

export function importMappings(connection: string, csv: Blob) {
  return api.postCsv<MappingImport>(`/connections/${connection}/mapping/import`, csv)
}

// --- All connections at once --------------------------------------------------------------------------------

export const matrixSummaryQuery = (organization: string | undefined) =>
  queryOptions({
    queryKey: ['matrix', 'summary', organization ?? ''],
    queryFn: ({ signal }) => api.get<MatrixSummary>('/mapping/summary', { organization }, signal),
  })

interface MatrixFilter {
  organization?: string | undefined
  /** Part of an organization's name, of a customer's, or an id. */
  any?: string | undefined
  status?: string | undefined
}

export function matrixPaged(state: PageState): Paged<Matrix> {
  const filter: MatrixFilter = { organization: state.organization, any: state.q, status: state.status }
  return {
    key: ['matrix', 'rows', filter],
    page: state.page ?? 1,
    pageSize: state.size ?? 25,
    fetch: (page, size, signal) => matrixRows(filter, page, size, signal),
  }
}

export function matrixRows(filter: MatrixFilter, page: number, size: number, signal?: AbortSignal) {
  return api.get<Matrix>('/mapping', { ...filter, page, page_size: size }, signal)
}

export function refreshAll(organization: string | undefined) {
  return api.post<{ jobs: Job[] }>('/mapping/refresh', {}, { organization })
}

export function suggestEverywhere(organization: string | undefined) {
  return api.post<{ jobs: Job[] }>('/mapping/suggest', {}, { organization })
}

export interface CellPlace {
  connection_id: string
  organization_id: string
}

export function includeCells(included: boolean, cells: CellPlace[] | null, above: number | null = null) {
  return api.patch<unknown>('/mapping/suggestions', { included, cells, above })
}

export function discardEverywhere(organization: string | undefined) {
  return api.delete<undefined>('/mapping/suggestions', undefined, { organization })
}

export function saveEverywhere(edits: MappingEdit[], organization: string | undefined) {
  return api.post<MappingSaved>('/mapping/save', { edits, include_suggestions: true }, { organization })
}
