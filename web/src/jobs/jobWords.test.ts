import { expect, it } from 'vitest'
import type { Job } from '../api/contract'
import { jobResult } from './jobWords'

const job = (more: Partial<Job>) => ({ state: 'done', result: null, error: null, kind: '', ...more }) as Job

it('says what a refresh brought', () => {
  expect(
    jobResult(job({ kind: 'refresh_options', result: { total: 4381, added: 12, renamed: 0, gone: 3 } })),
  ).toBe('4,381 customers: 12 new and 3 gone.')
  expect(jobResult(job({ kind: 'refresh_options', result: { total: 1 } }))).toBe(
    '1 customer, nothing changed.',
  )
})

it('gives the reason of a failed job in its own words', () => {
  expect(jobResult(job({ state: 'failed', error: { code: 'x', message: 'NinjaOne answered 401.' } }))).toBe(
    'NinjaOne answered 401.',
  )
})

it('shows the figures of a job it does not know', () => {
  expect(jobResult(job({ kind: 'new_kind', result: { rows_read: 1200, note: 'x' } }))).toBe(
    '1,200 rows read.',
  )
})
