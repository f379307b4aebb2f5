import type { QueryClient } from '@tanstack/react-query'
import { finishJob, jobsKey, openJobsQuery } from '../jobs/queries'
import { apiUrl } from './client'
import type { Changed, Items, Job } from './contract'

const ended = new Set(['done', 'failed', 'cancelled'])

/** Which cached answers a change makes old. */
const topics: Record<Changed['topic'], string[]> = {
  mapping: ['mapping', 'matrix', 'navigation', 'overview', 'variables', 'integrations'],
  connections: ['connection', 'integrations', 'integration', 'navigation', 'overview'],
  organizations: ['organizations', 'organization', 'switcher', 'navigation', 'overview', 'mapping', 'matrix'],
  variables: ['variables', 'resolve'],
}

export function forgetTopic(client: QueryClient, topic: Changed['topic']) {
  for (const name of topics[topic]) void client.invalidateQueries({ queryKey: [name] })
}

/** Puts news of a job where the pages read it. Called by the live stream and by polling alike. */
export function takeJob(client: QueryClient, job: Job) {
  const before = client.getQueryData<Items<Job>>(openJobsQuery.queryKey)
  const known = before?.items.find((each) => each.id === job.id)
  client.setQueryData<Items<Job>>(openJobsQuery.queryKey, (old) => {
    const rest = (old?.items ?? []).filter((each) => each.id !== job.id)
    return { items: [job, ...rest] }
  })
  client.setQueryData(['job', job.id], job)
  if (ended.has(job.state) && !(known && ended.has(known.state))) {
    finishJob(job)
    void client.invalidateQueries({ queryKey: jobsKey })
    const kinds: Record<string, Changed['topic'][]> = {
      refresh_options: ['mapping'],
      suggest_mappings: ['mapping'],
      import_organizations: ['organizations', 'mapping'],
    }
    for (const topic of kinds[job.kind] ?? []) forgetTopic(client, topic)
  }
}

function parse(event: Event): unknown {
  try {
    return JSON.parse((event as MessageEvent<string>).data) as unknown
  } catch {
    return null
  }
}

async function poll(client: QueryClient) {
  const before = client.getQueryData<Items<Job>>(openJobsQuery.queryKey)?.items ?? []
  const now = await client.fetchQuery({ ...openJobsQuery, staleTime: 0 })
  const open = new Set(now.items.map((job) => job.id))
  // What was open and is no longer listed has ended while nobody told us.
  const gone = before.filter((job) => !ended.has(job.state) && !open.has(job.id))
  client.setQueryData<Items<Job>>(openJobsQuery.queryKey, {
    items: [...now.items, ...before.filter((job) => ended.has(job.state) || gone.includes(job))],
  })
  for (const job of gone) {
    const response = await fetch(apiUrl(`/jobs/${job.id}`), { credentials: 'same-origin' })
    if (response.ok) takeJob(client, (await response.json()) as Job)
  }
}

/** How long a running job may be silent before it is asked for. */
const silence = 3000

let close: (() => void) | null = null

/**
 * Listens to what happens on the server, until closed; once, however often it is asked for. A stream may seem open
 * and bring nothing (a proxy that buffers), so a running job that was not heard of for three seconds is asked for.
 */
export function openLiveEvents(client: QueryClient) {
  if (close) return
  const stream = new EventSource(apiUrl('/events'))
  let heard = 0
  stream.addEventListener('open', () => {
    // Nobody told what changed before, be it while the page loaded or while the stream was broken.
    const names = new Set<unknown>(Object.values(topics).flat())
    void client.invalidateQueries({
      predicate: ({ queryKey, state }) => names.has(queryKey[0]) && state.fetchStatus === 'idle',
    })
  })
  stream.addEventListener('job', (event) => {
    heard = Date.now()
    const job = parse(event) as Job | null
    if (job?.id) takeJob(client, job)
  })
  stream.addEventListener('changed', (event) => {
    const changed = parse(event) as Changed | null
    if (changed && changed.topic in topics) forgetTopic(client, changed.topic)
  })
  const timer = window.setInterval(() => {
    const jobs = client.getQueryData<Items<Job>>(openJobsQuery.queryKey)?.items ?? []
    const running = jobs.some((job) => !ended.has(job.state))
    if (running && Date.now() - heard > silence && document.visibilityState === 'visible') {
      // A failed poll is followed by the next one; the page's own requests report an unreachable server.
      poll(client).catch(() => undefined)
    }
  }, 2000)
  close = () => {
    stream.close()
    window.clearInterval(timer)
    close = null
  }
}

export function closeLiveEvents() {
  close?.()
}
