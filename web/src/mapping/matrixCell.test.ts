import { expect, it } from 'vitest'
import type { MatrixCell } from '../api/contract'
import { shownCell } from './matrixCell'
import type { Edit } from './unsaved'

const now = new Date('2026-11-25T00:00:00Z')
const place = (more: Partial<MatrixCell>): MatrixCell => ({
  connection_id: 'c',
  state: 'unmapped',
  option_name: null,
  value: null,
  inherited: null,
  score: null,
  reason: null,
  included: false,
  candidates_count: 0,
  gone_since: null,
  previous_name: null,
  version: 0,
  ...more,
})

it('shows an edit before what is saved', () => {
  const edit = { option: { id: '7', name: 'Seven' }, value: null } as unknown as Edit
  expect(shownCell(place({ state: 'mapped', option_name: 'Three', value: '3' }), edit, now)).toMatchObject({
    kind: 'edited',
    text: 'Seven',
  })
})

it('tells an accepted suggestion from a dismissed one', () => {
  const suggested = place({ state: 'suggested', option_name: 'Seven', score: 96 })
  expect(shownCell({ ...suggested, included: true }, undefined, now).kind).toBe('suggested')
  expect(shownCell(suggested, undefined, now).kind).toBe('dismissed')
})

it('tells that a customer was renamed in the tool', () => {
  const renamed = place({ state: 'mapped', option_name: 'Acme Holding', previous_name: 'Acme Ltd' })
  expect(shownCell(renamed, undefined, now)).toMatchObject({
    kind: 'saved',
    text: 'Acme Holding',
    note: 'renamed in the tool, was Acme Ltd',
  })
})

it('says since when a customer is gone, and what is inherited', () => {
  expect(shownCell(place({ state: 'gone', gone_since: '2026-11-20T12:00:00Z' }), undefined, now).text).toBe(
    'Gone since 20 Nov',
  )
  const inherited = {
    organization_id: 'p',
    organization_name: 'Harrow',
    option_name: 'Harrow LLP',
    value: '1',
  }
  expect(shownCell(place({ inherited }), undefined, now)).toMatchObject({
    kind: 'inherited',
    text: 'Harrow LLP',
  })
})
