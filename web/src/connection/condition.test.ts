import { describe, expect, it } from 'vitest'
import type { FieldValue } from '../api/contract'
import { holds } from './condition'

const fields: Record<string, FieldValue> = {
  cloud: 'own',
  lists: true,
  off: false,
  days: 30,
  tags: ['a', 'b'],
}
const test = (template: string) => holds(template, (name) => fields[name])

describe('a condition of visible_when', () => {
  it('compares, negates and joins', () => {
    expect(test("{{ fields.cloud == 'own' }}")).toBe(true)
    expect(test('{{ fields.cloud != "own" }}')).toBe(false)
    expect(test('{{ fields.lists }}')).toBe(true)
    expect(test('{{ not fields.off and fields.days == 30 }}')).toBe(true)
    expect(test("{{ fields.off or (fields.cloud == 'us') }}")).toBe(false)
  })

  it('looks into lists and text', () => {
    expect(test("{{ fields.cloud in ['own', 'eu'] }}")).toBe(true)
    expect(test("{{ fields.cloud not in ['us'] }}")).toBe(true)
    expect(test("{{ 'b' in fields.tags }}")).toBe(true)
  })

  it('takes a missing field for empty', () => {
    expect(test('{{ fields.nothing }}')).toBe(false)
  })

  it('shows the field where it cannot tell', () => {
    for (const template of [
      '{{ fields.days | int > 3 }}',
      '{{ ORG.name }}',
      '{{ fields.cloud == }}',
      '{{ fields[0] }}',
      '{{ (((( }}',
      '',
    ]) {
      expect(test(template)).toBe(true)
    }
  })
})
