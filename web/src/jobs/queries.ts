import { notifications } from '@mantine/notifications'
import { queryOptions } from '@tanstack/react-query'
import { api } from '../api/client'
import type { Items, Job, JobReportRow, List } from '../api/contract'
import { jobResult } from './jobWords'

export const jobsKey = ['jobs', 'all']

export const openJobsQuery = queryOptions({
  queryKey: ['jobs', 'open'],
  queryFn: () => api.get<Items<Job>>('/jobs', { open: true }),
  staleTime: Infinity,
})

export const jobsQuery = (filter: { kind?: string | undefined; subject?: string | undefined }) =>
  queryOptions({
    queryKey: [...jobsKey, filter],
    queryFn: () => api.get<Items<Job>>('/jobs', filter),
  })

export const jobQuery = (id: string) =>
  queryOptions({
    queryKey: ['job', id],
    queryFn: () => api.get<Job>(`/jobs/${id}`),
    refetchInterval: (query) =>
      query.state.data && ['waiting', 'running'].includes(query.state.data.state) ? 3000 : false,
  })

export function jobReport(id: string, outcome: string | undefined, page: number, signal: AbortSignal) {
  return api.get<List<JobReportRow>>(`/jobs/${id}/report`, { outcome, page }, signal)
}

export function cancelJob(id: string) {
  return api.post<Job | undefined>(`/jobs/${id}/cancel`)
}

/** Says how a job ended, once; the result itself stays under the jobs at the top. */
export function finishJob(job: Job) {
  if (job.state === 'cancelled') return
  notifications.show({
    title: job.title,
    message: job.state === 'failed' ? (job.error?.message ?? 'It failed.') : jobResult(job),
    color: job.state === 'failed' ? 'red' : 'accent',
    autoClose: job.state === 'failed' ? 15_000 : 7000,
    withBorder: true,
  })
}
