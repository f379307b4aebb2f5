import { describe, expect, it } from 'vitest'
import type { Health, InstalledTile, Tile } from '../api/contract'
import { connectionWords, healthSummary, tileWords } from './healthWords'
import { matches } from './matching'

const now = new Date('2026-11-12T09:30:00Z')
const health = (state: Health['state'], more: Partial<Health> = {}): Health => ({
  state,
  text: '',
  headline: '',
  detail: '',
  since: null,
  checked_at: '2026-11-12T09:26:00Z',
  duration_ms: 182,
  request: null,
  status: null,
  request_id: null,
  code: null,
  ...more,
})
const tile = (more: Partial<InstalledTile>) =>
  ({ health: health('healthy'), connections: [{}], mapping: null, ...more }) as unknown as InstalledTile

describe('a tile', () => {
  it('says when it was tested and how far it is mapped', () => {
    const mapping = { has: true, reason: null, mapped: 1209, total: 1212 }
    expect(tileWords(tile({ mapping }), now)).toBe('Tested 4 min ago · 1,209 of 1,212 mapped')
  })

  it('says when there is nothing to map', () => {
    const mapping = { has: false, reason: 'one workspace', mapped: 0, total: 0 }
    expect(tileWords(tile({ mapping }), now)).toBe('Tested 4 min ago · no customers to map')
  })

  it('gives the reason of a failure before everything', () => {
    expect(tileWords(tile({ health: health('failing', { text: '401 · key was revoked' }) }), now)).toBe(
      '401 · key was revoked',
    )
  })
})

it('says since when a connection fails', () => {
  expect(connectionWords(health('healthy'), now)).toBe('Connected. Tested 4 min ago in 182 ms')
  expect(connectionWords(health('failing', { since: '2026-10-02T09:12:00Z' }), now)).toBe(
    'Failing since 2 Oct',
  )
})

it('leaves zeros out of the summary', () => {
  expect(healthSummary({ healthy: 6, attention: 1, not_configured: 0 })).toBe('6 healthy, 1 needs attention')
})

it('finds a tile by its name, its line or its category, without accents and in any order', () => {
  const found = {
    name: 'Café RMM',
    summary: 'Devices',
    description: '',
    categories: ['rmm'],
  } as unknown as Tile
  const names = new Map([['rmm', 'Remote management']])
  expect(matches(found, 'cafe', names)).toBe(true)
  expect(matches(found, 'remote DEVICES', names)).toBe(true)
  expect(matches(found, 'backup', names)).toBe(false)
})
