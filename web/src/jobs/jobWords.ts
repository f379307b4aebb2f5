import type { Job } from '../api/contract'
import { count, listed, plural } from '../parts/words'

function number(result: Job['result'], name: string): number {
  const value = result?.[name]
  return typeof value === 'number' ? value : 0
}

/** What a finished job brought, in a sentence with figures. */
export function jobResult(job: Job): string {
  const { result } = job
  if (job.state === 'failed') return job.error?.message ?? 'It failed.'
  if (job.state === 'cancelled') return 'Cancelled. What was done before stays.'
  if (!result) return 'Done.'
  if (job.kind === 'refresh_options') {
    const changes = [
      number(result, 'added') ? `${count(number(result, 'added'))} new` : '',
      number(result, 'renamed') ? `${count(number(result, 'renamed'))} renamed` : '',
      number(result, 'gone') ? `${count(number(result, 'gone'))} gone` : '',
    ].filter(Boolean)
    return `${plural(number(result, 'total'), 'customer')}${changes.length ? `: ${listed(changes)}` : ', nothing changed'}.`
  }
  if (job.kind === 'suggest_mappings') {
    return `${plural(number(result, 'suggested'), 'suggestion')}, ${count(number(result, 'ambiguous'))} ambiguous, ${count(number(result, 'unmatched'))} without a match.`
  }
  if (job.kind === 'import_organizations') {
    return `${count(number(result, 'imported'))} imported, ${count(number(result, 'skipped'))} skipped, ${count(number(result, 'failed'))} failed.`
  }
  const figures = Object.entries(result).filter(([, value]) => typeof value === 'number')
  if (figures.length === 0) return 'Done.'
  return `${figures.map(([name, value]) => `${count(value as number)} ${name.replaceAll('_', ' ')}`).join(', ')}.`
}

export function jobProgress(job: Job): string {
  if (job.state === 'waiting') return 'Waits for its turn'
  return job.progress.text || 'Running'
}

export const jobStateWords: Record<Job['state'], string> = {
  waiting: 'waiting',
  running: 'running',
  done: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
}
