import { queryOptions } from '@tanstack/react-query'
import { api } from '../api/client'
import type { CreatedToken, CreatedUser, Items, List, Role, Token, TokenScope, User } from '../api/contract'

export interface GrantWish {
  organization_id: string
  role: Role
}

export function users(search: string | undefined, page: number, size: number, signal?: AbortSignal) {
  return api.get<List<User>>('/users', { search, page, page_size: size }, signal)
}

export function inviteUser(user: { name: string; email: string; grants: GrantWish[] }) {
  return api.post<CreatedUser>('/users', user)
}

export interface UserPatch {
  name?: string
  email?: string
  enabled?: boolean
  grants?: GrantWish[]
  version: number
}

export function changeUser(id: string, patch: UserPatch) {
  return api.patch<User>(`/users/${id}`, patch)
}

export function deleteUser(id: string) {
  return api.delete<undefined>(`/users/${id}`)
}

export function inviteAgain(id: string) {
  return api.post<{ invitation_url: string }>(`/users/${id}/invitation`)
}

export const tokensQuery = queryOptions({
  queryKey: ['tokens'],
  queryFn: () => api.get<Items<Token>>('/tokens'),
})

export interface TokenWish {
  name: string
  scope: TokenScope
  organization_id: string
  expires_at: string | null
}

export function createToken(wish: TokenWish) {
  return api.post<CreatedToken>('/tokens', wish)
}

export function deleteToken(id: string) {
  return api.delete<undefined>(`/tokens/${id}`)
}
