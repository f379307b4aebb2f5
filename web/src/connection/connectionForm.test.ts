import { describe, expect, it } from 'vitest'
import type { Connection, Field, Integration, OptionFilter } from '../api/contract'
import {
  fieldProblem,
  fieldValue,
  filterField,
  formProblems,
  isDirty,
  noChanges,
  patchOf,
  visibleFields,
} from './connectionForm'

const field = (name: string, kind: Field['kind'], more: Partial<Field> = {}): Field => ({
  name,
  label: name,
  kind,
  required: true,
  help: null,
  default: null,
  placeholder: null,
  pattern: null,
  pattern_message: null,
  prefix: null,
  suffix: null,
  choices: null,
  advanced: false,
  other: false,
  multiline: false,
  whole: false,
  minimum: null,
  maximum: null,
  visible_when_template: null,
  ...more,
})

const integration = {
  fields: [
    field('cloud', 'choice', { default: 'us', choices: [{ value: 'us', label: 'US' }] }),
    field('host', 'host', { visible_when_template: "{{ fields.cloud == 'own' }}" }),
  ],
  sign_in: [
    {
      id: 'key',
      label: 'Key',
      help: null,
      kind: 'header',
      is_oauth_code: false,
      fields: [field('api_key', 'secret')],
    },
    {
      id: 'code',
      label: 'Person',
      help: null,
      kind: 'oauth2_code',
      is_oauth_code: true,
      fields: [field('client_id', 'text')],
    },
  ],
} as unknown as Integration

const connection = {
  name: 'Main',
  sign_in: 'key',
  fields: {},
  secrets: {},
  version: 4,
} as unknown as Connection

describe('a connection form', () => {
  it('shows a field only while the other field has the value it asks for', () => {
    const names = (fields: Field[]) => fields.map((each) => each.name)
    expect(names(visibleFields(integration, connection, noChanges))).toEqual(['cloud', 'api_key'])
    expect(
      names(visibleFields(integration, connection, { fields: { cloud: 'own' }, secrets: {} })),
    ).toContain('host')
  })

  it('asks for a required secret only while none is stored', () => {
    expect(formProblems(integration, connection, noChanges).map((each) => each.field)).toEqual(['api_key'])
    const stored = { ...connection, secrets: { api_key: { set: true, updated_at: null, updated_by: null } } }
    expect(formProblems(integration, stored, noChanges)).toEqual([])
  })

  it('sends only what was changed, with the version it was changed on', () => {
    const patch = patchOf(integration, connection, { name: ' Lab ', fields: {}, secrets: { api_key: 'new' } })
    expect(patch).toEqual({ name: 'Lab', version: 4, fields: { cloud: 'us' }, secrets: { api_key: 'new' } })
  })

  it('sends the untouched fields along, because the server takes them as a whole', () => {
    const stored = { ...connection, fields: { cloud: 'us', filter: 'active' } } as unknown as Connection
    expect(patchOf(integration, stored, { fields: { cloud: 'eu' }, secrets: {} }).fields).toEqual({
      cloud: 'eu',
      filter: 'active',
    })
  })

  it('leaves an untouched secret out', () => {
    expect(patchOf(integration, connection, noChanges).secrets).toBeUndefined()
  })

  it('keeps the line breaks of a multiline secret', () => {
    const pem = '-----BEGIN KEY-----\nabc\n-----END KEY-----\n'
    expect(patchOf(integration, connection, { fields: {}, secrets: { api_key: pem } }).secrets).toEqual({
      api_key: pem,
    })
  })

  it('names the fix for a host with a scheme', () => {
    expect(fieldProblem(field('host', 'host'), 'https://tool.example.com/')).toContain('without https://')
    expect(fieldProblem(field('host', 'host'), 'tool.example.com:8443')).toBeNull()
  })

  it('keeps a number within what the definition allows', () => {
    const port = field('port', 'number', { whole: true, minimum: 1, maximum: 65_535 })
    expect(fieldProblem(port, '443')).toBeNull()
    expect(fieldProblem(port, '4.5')).toBe('Write a whole number.')
    expect(fieldProblem(port, '0')).toBe('At least 1.')
    expect(fieldProblem(port, '70000')).toBe('At most 65535.')
  })

  it('shows and sends what was cleared as cleared, not as it is stored', () => {
    const region = field('region', 'choice', { required: false, default: 'eu' })
    const stored = { ...connection, fields: { cloud: 'us', region: 'us' } } as unknown as Connection
    const cleared = { fields: { region: null }, secrets: {} }
    expect(fieldValue(region, stored, noChanges)).toBe('us')
    expect(fieldValue(region, stored, cleared)).toBeNull()
    expect(patchOf(integration, stored, cleared).fields).toEqual({ cloud: 'us', region: null })
  })

  it('makes a field of a filter, and says why its choices are not known', () => {
    const filter = {
      name: 'status',
      label: 'Status',
      help: 'Only these.',
      kind: 'choice',
      multiple: true,
      choices: [{ value: '1', label: 'Active' }],
      value: ['1'],
      error: null,
    } as OptionFilter
    expect(filterField(filter)).toMatchObject({ help: 'Only these.', required: false, placeholder: 'All' })
    const refused = filterField({ ...filter, choices: [], error: 'The tool answered 403.' })
    expect(refused).toMatchObject({ help: 'The tool answered 403.', placeholder: null })
  })

  it('is clean until something is typed', () => {
    expect(isDirty(noChanges)).toBe(false)
    expect(isDirty({ fields: {}, secrets: {}, verify_tls: false })).toBe(true)
  })
})
