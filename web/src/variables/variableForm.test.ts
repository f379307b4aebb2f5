import { describe, expect, it } from 'vitest'
import type { Variable } from '../api/contract'
import { nameProblem, sourceWords, tidyValue, valueProblem } from './variableForm'

describe('a variable form', () => {
  it('takes snake_case names and says why another is none', () => {
    expect(nameProblem('onboarding_days')).toBeNull()
    expect(nameProblem('cwControl_CompanyName')).toBeNull()
    expect(nameProblem('2days')).not.toBeNull()
    expect(nameProblem('onboarding days')).not.toBeNull()
    expect(nameProblem('a'.repeat(129))).toContain('129')
  })

  it('checks a value by its type', () => {
    expect(valueProblem('number', '5')).toBeNull()
    expect(valueProblem('number', '')).not.toBeNull()
    expect(valueProblem('boolean', 'True')).not.toBeNull()
    expect(valueProblem('json', '{"a":1}')).toBeNull()
    expect(valueProblem('json', '{a:1}')).toContain('no JSON')
    expect(valueProblem('text', ' ')).not.toBeNull()
  })

  it('counts the limit in bytes, not in characters', () => {
    expect(valueProblem('text', 'ü'.repeat(40_000))).not.toBeNull()
    expect(valueProblem('text', 'u'.repeat(40_000))).toBeNull()
  })

  it('cuts blanks at the end of text only', () => {
    expect(tidyValue('text', ' a b \n')).toBe(' a b')
    expect(tidyValue('number', ' 5 ')).toBe('5')
  })
})

it('says where a value comes from, and who set its own value when', () => {
  const now = new Date('2026-11-25T12:00:00')
  const own = {
    source: { kind: 'own', text: 'own' },
    cascade: false,
    updated_by: 'Anna Berg',
    updated_at: '2026-11-12T12:00:00',
  } as unknown as Variable
  expect(sourceWords(own, now)).toBe('own, Anna Berg, 12 Nov')
  expect(sourceWords({ ...own, cascade: true }, now)).toBe('own, handed down, Anna Berg, 12 Nov')
  const inherited = {
    ...own,
    source: { kind: 'inherited', text: 'from Dental Group' },
  } as unknown as Variable
  expect(sourceWords(inherited, now)).toBe('from Dental Group')
})
