import { describe, expect, it } from 'vitest'
import type { JsonSchema } from '../api/contract'
import { cleanValue, controlOf, initialValue, labelOf, schemaProblems } from './schemaForm'

const schema: JsonSchema = {
  type: 'object',
  required: ['organization_id', 'summary'],
  properties: {
    organization_id: { type: 'integer', 'x-from': 'mapping' },
    summary: { type: 'string', maxLength: 5 },
    status: { type: 'string', enum: ['open', 'closed'], default: 'open' },
    level: { type: 'integer', enum: [1, 2, 3] },
    owner: { type: 'object', properties: { name: { type: 'string' }, age: { type: 'number', minimum: 0 } } },
    tags: { type: 'array', items: { type: 'string' } },
    anything: {},
    either: { type: ['string', 'number'] },
    maybe: { type: ['string', 'null'] },
  },
}

describe('a form made from a schema', () => {
  it('takes the control that fits and JSON where none does', () => {
    const controls = Object.fromEntries(
      Object.entries(schema.properties ?? {}).map(([name, each]) => [name, controlOf(each)]),
    )
    expect(controls).toEqual({
      organization_id: 'number',
      summary: 'text',
      status: 'choice',
      level: 'choice',
      owner: 'object',
      tags: 'list',
      anything: 'json',
      either: 'json',
      maybe: 'text',
    })
  })

  it('begins with the defaults', () => {
    expect(initialValue(schema)).toEqual({ status: 'open' })
  })

  it('sends numbers as numbers and leaves out what is empty', () => {
    const typed = {
      organization_id: '7',
      summary: 'Hi',
      level: '2',
      owner: { name: '' },
      tags: ['a', ''],
      anything: '{"x":[1]}',
    }
    expect(cleanValue(schema, typed)).toEqual({
      organization_id: 7,
      summary: 'Hi',
      level: 2,
      tags: ['a'],
      anything: { x: [1] },
    })
  })

  it('lets the mapping fill a required field', () => {
    const missing = (filled: boolean) =>
      schemaProblems(schema, { summary: 'Hi' }, filled).map((each) => each.path)
    expect(missing(false)).toEqual(['/organization_id'])
    expect(missing(true)).toEqual([])
  })

  it('names the field and the limit', () => {
    const problems = schemaProblems(
      schema,
      { summary: 'Too long', organization_id: 1, owner: { age: '-3' }, anything: '{' },
      false,
    )
    expect(problems.map((each) => each.path)).toEqual(['/summary', '/owner/age', '/anything'])
    expect(problems[0]?.message).toBe('At most 5 characters.')
  })

  it('stops at a schema that is nested without end', () => {
    const endless: JsonSchema = { type: 'object', properties: {} }
    endless.properties = { inner: endless }
    expect(() => initialValue(endless)).not.toThrow()
  })

  it('makes a label from a name', () => {
    expect(labelOf('updatedSince', {})).toBe('Updated since')
    expect(labelOf('include_archived', {})).toBe('Include archived')
  })
})
