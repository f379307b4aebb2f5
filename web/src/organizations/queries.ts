import { queryOptions } from '@tanstack/react-query'
import type { PageState } from '../app/pageState'
import type { Paged } from '../parts/paged'
import { api } from '../api/client'
import type { ImportPreview, Items, Job, List, MovePreview, Organization, TagCount } from '../api/contract'

export interface OrganizationFilter {
  organization?: string | undefined
  search?: string | undefined
  status?: string | undefined
  tag?: string | undefined
  parent?: string | undefined
  sort?: string | undefined
}

export function organizations(filter: OrganizationFilter, page: number, size: number, signal?: AbortSignal) {
  return api.get<List<Organization>>('/organizations', { ...filter, page, page_size: size }, signal)
}

/** The rows that an address asks for. */
export function organizationsPaged(state: PageState): Paged<List<Organization>> {
  const filter: OrganizationFilter = {
    organization: state.organization,
    search: state.q,
    status: state.view === 'deleted' ? 'deleted' : (state.status ?? 'live'),
    tag: state.tag,
    sort: state.sort ?? 'name',
  }
  return {
    key: ['organizations', 'table', filter],
    page: state.page ?? 1,
    pageSize: state.size ?? 25,
    fetch: (page, size, signal) => organizations(filter, page, size, signal),
  }
}

export const childrenQuery = (parent: string, page = 1) =>
  queryOptions({
    queryKey: ['organizations', 'children', parent, page],
    queryFn: ({ signal }) => organizations({ parent, sort: 'name' }, page, 100, signal),
  })

export const organizationQuery = (id: string) =>
  queryOptions({
    queryKey: ['organization', id],
    queryFn: ({ signal }) => api.get<Organization>(`/organizations/${id}`, {}, signal),
  })

export const tagsQuery = queryOptions({
  queryKey: ['organizations', 'tags'],
  queryFn: () => api.get<Items<TagCount>>('/tags'),
  staleTime: 30_000,
})

export interface NewOrganization {
  name: string
  parent_id: string
  domains: string[]
  tags: string[]
  enabled: boolean
  slug?: string
}

export function createOrganization(organization: NewOrganization) {
  return api.post<Organization>('/organizations', organization)
}

export interface OrganizationPatch {
  name?: string
  slug?: string
  domains?: string[]
  tags?: string[]
  enabled?: boolean
  version: number
}

export function changeOrganization(id: string, patch: OrganizationPatch) {
  return api.patch<Organization>(`/organizations/${id}`, patch)
}

export const movePreviewQuery = (id: string, parent: string) =>
  queryOptions({
    queryKey: ['organization', id, 'move-preview', parent],
    queryFn: () => api.get<MovePreview>(`/organizations/${id}/move-preview`, { parent_id: parent }),
    staleTime: 0,
  })

export function moveOrganization(id: string, parent: string, version: number) {
  return api.post<Organization>(`/organizations/${id}/move`, { parent_id: parent, version })
}

export function deleteOrganizations(ids: string[]) {
  return api.post<{ deleted: number }>('/organizations/delete', { ids, confirm: 'delete' })
}

export function restoreOrganization(id: string) {
  return api.post<Organization | undefined>(`/organizations/${id}/restore`)
}

interface Bulk {
  ids: string[]
  enabled?: boolean
  add_tags?: string[]
  remove_tags?: string[]
}

export function changeMany(bulk: Bulk) {
  return api.post<{ changed: number }>('/organizations/bulk', bulk)
}

export function previewImport(parent: string, csv: Blob) {
  return api.postCsv<ImportPreview>('/organizations/import', csv, { parent_id: parent, preview: true })
}

export function startImport(parent: string, csv: Blob) {
  return api.postCsv<Job>('/organizations/import', csv, { parent_id: parent })
}

interface FromConnection {
  parent_id: string
  option_ids: string[] | null
  search?: string
}

export function importFromConnection(connection: string, wish: FromConnection) {
  return api.post<Job>(`/connections/${connection}/import-organizations`, wish)
}
