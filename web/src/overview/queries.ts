import { queryOptions } from '@tanstack/react-query'
import { api } from '../api/client'
import type { NavigationCounts, Overview } from '../api/contract'

export const navigationQuery = (organization: string | undefined) =>
  queryOptions({
    queryKey: ['navigation', organization ?? ''],
    queryFn: ({ signal }) => api.get<NavigationCounts>('/navigation', { organization }, signal),
    staleTime: 15_000,
    refetchInterval: 60_000,
  })

export const overviewQuery = (organization: string | undefined) =>
  queryOptions({
    queryKey: ['overview', organization ?? ''],
    queryFn: ({ signal }) => api.get<Overview>('/overview', { organization }, signal),
  })
