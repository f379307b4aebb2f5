import { describe, expect, it } from 'vitest'
import { nameProblem, tidyValue, valueProblem } from './variableForm'

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
