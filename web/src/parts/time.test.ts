import { describe, expect, it } from 'vitest'
import { duration, exactTime, relativeTime, shortDate, sinceWords } from './time'

const now = new Date(2026, 10, 12, 9, 30, 0)
const before = (ms: number) => new Date(now.getTime() - ms).toISOString()

describe('a relative time', () => {
  it('counts minutes and hours up to a day, then gives the date', () => {
    expect(relativeTime(before(30_000), now)).toBe('just now')
    expect(relativeTime(before(4 * 60_000), now)).toBe('4 min ago')
    expect(relativeTime(before(23.9 * 3_600_000), now)).toBe('23 h ago')
    expect(relativeTime(before(25 * 3_600_000), now)).toBe('11 Nov')
    expect(relativeTime(before(400 * 86_400_000), now)).toBe('8 Oct 2025')
  })

  it('says what is to come', () => {
    expect(relativeTime(before(-41 * 60_000), now)).toBe('in 41 min')
  })

  it('takes a server clock that runs ahead as just now', () => {
    expect(relativeTime(before(-3000), now)).toBe('just now')
  })

  it('says nothing for what is no time', () => {
    expect(relativeTime('soon', now)).toBe('')
    expect(exactTime('soon')).toBe('')
  })
})

describe('a since', () => {
  it('names the day in words while it is near', () => {
    expect(sinceWords(new Date(2026, 10, 12, 9, 12).toISOString(), now)).toBe('09:12 today')
    expect(sinceWords(new Date(2026, 10, 11, 23, 5).toISOString(), now)).toBe('23:05 yesterday')
    expect(sinceWords(new Date(2026, 9, 2, 23, 5).toISOString(), now)).toBe('2 Oct')
  })
})

it('gives the year only when it is another one', () => {
  expect(shortDate(new Date(2026, 2, 3), now)).toBe('3 Mar')
  expect(shortDate(new Date(2025, 2, 3), now)).toBe('3 Mar 2025')
})

it('measures in the unit that is read at a glance', () => {
  expect(duration(212.4)).toBe('212 ms')
  expect(duration(3400)).toBe('3.4 s')
  expect(duration(125_000)).toBe('2 min 5 s')
})

it('names the zone of an exact time', () => {
  expect(exactTime(now.toISOString())).toMatch(/^12 Nov 2026, 09:30:00 UTC/)
})
