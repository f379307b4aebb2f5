import { describe, expect, it } from 'vitest'
import type { MappingRow } from '../api/contract'
import {
  nothingUnsaved,
  refusedEdits,
  shownValue,
  toEdits,
  unmappedWords,
  unsavedReducer,
  unsavedWords,
  type Edit,
  type Unsaved,
} from './unsaved'

const edit = (organization: string, option: string | null, more: Partial<Edit> = {}): Edit => ({
  connection: 'c',
  organization: { id: organization, name: organization.toUpperCase() },
  variable: 'ninja_org_id',
  option: option === null ? null : { id: option, name: `Option ${option}` },
  value: null,
  version: 1,
  ...more,
})

const after = (...edits: [Edit, string | null][]): Unsaved =>
  edits.reduce(
    (unsaved, [each, saved]) => unsavedReducer(unsaved, { kind: 'edit', edit: each, saved }),
    nothingUnsaved,
  )

describe('unsaved mappings', () => {
  it('forgets an edit that goes back to what is saved', () => {
    const unsaved = after([edit('a', '7'), '3'], [edit('a', '3'), '3'])
    expect(unsaved.size).toBe(0)
  })

  it('counts clearing what was never mapped as no edit', () => {
    expect(after([edit('a', null), null]).size).toBe(0)
    expect(after([edit('a', null), '3']).size).toBe(1)
  })

  it('keeps the other edits when some are refused', () => {
    const unsaved = after([edit('a', '1'), null], [edit('b', '2'), null], [edit('c', '3'), null])
    const refused = refusedEdits(unsaved, [
      { pointer: '/edits/1', code: 'mapping_changed', message: 'B was mapped by anna' },
    ])
    expect(refused.map((each) => each.edit.organization.id)).toEqual(['b'])
    const rest = unsavedReducer(unsaved, { kind: 'forget', keys: refused.map((each) => each.key) })
    expect(toEdits(rest, false).map((each) => each.organization_id)).toEqual(['a', 'c'])
  })

  it('ignores a pointer that is none of its edits', () => {
    const unsaved = after([edit('a', '1'), null])
    const errors = ['/edits/9', '/edits/x', '/name', ''].map((pointer) => ({
      pointer,
      code: '',
      message: '',
    }))
    expect(refusedEdits(unsaved, errors)).toEqual([])
  })

  it('allows sharing an option only for the edits that asked for it', () => {
    const unsaved = unsavedReducer(after([edit('a', '1'), null], [edit('b', '1'), null]), {
      kind: 'allow_shared',
      keys: ['c|b|ninja_org_id'],
    })
    expect(toEdits(unsaved, true).map((each) => each.allow_shared)).toEqual([undefined, true])
  })

  it('trims typed text and treats blanks as cleared', () => {
    const unsaved = after(
      [edit('a', null, { value: ' 42 ' }), null],
      [edit('b', null, { value: '   ' }), '3'],
    )
    expect(toEdits(unsaved, false).map((each) => each.value)).toEqual(['42', null])
  })

  it('takes a renewed version after a conflict', () => {
    const unsaved = unsavedReducer(after([edit('a', '1'), null]), {
      kind: 'renew',
      versions: new Map([['c|a|ninja_org_id', 5]]),
    })
    expect(toEdits(unsaved, false)[0]?.version).toBe(5)
  })

  it('says what is unsaved', () => {
    expect(unsavedWords(6, 0)).toBe('6 suggestions')
    expect(unsavedWords(1, 2)).toBe('1 suggestion and 2 edits')
  })
})

describe('the value a row shows', () => {
  const row = {
    organization: { id: 'a', name: 'A', path: [], depth: 1, enabled: true },
    state: 'suggested',
    value: null,
    option: null,
    inherited: null,
    candidates: [],
    suggestion: { option: { id: '7', name: 'Seven' }, score: 99, reason: 'Same name', included: true },
  } as unknown as MappingRow

  it('prefers an edit to a suggestion, and a suggestion to an inherited value', () => {
    expect(shownValue(row, edit('a', '9'))).toMatchObject({ kind: 'edited', id: '9' })
    expect(
      shownValue(
        { ...row, inherited: { organization_id: 'p', organization_name: 'P', option_name: 'X', value: '1' } },
        undefined,
      ),
    ).toMatchObject({ kind: 'suggested' })
  })

  it('keeps a vanished customer visible', () => {
    const gone = {
      ...row,
      state: 'gone',
      value: '3',
      option: { id: '3', name: 'Closed' },
    } as unknown as MappingRow
    expect(shownValue(gone, undefined)).toEqual({ kind: 'gone', text: 'Closed', id: '3' })
  })
})

it('says that nothing is alike only once names were compared', () => {
  const row = {
    organization: { enabled: true },
    kind: 'option',
    inherited: null,
    candidates: [],
  } as unknown as MappingRow
  expect(unmappedWords(row, 'Hudu', false)).toBe('Not mapped')
  expect(unmappedWords(row, 'Hudu', true)).toBe('No customer in Hudu looks like it')
  expect(unmappedWords({ ...row, candidates: [{}, {}] } as unknown as MappingRow, 'Hudu', true)).toBe(
    'Nothing close; 2 weak candidates in the list',
  )
  const disabled = { ...row, organization: { enabled: false } } as unknown as MappingRow
  expect(unmappedWords(disabled, 'Hudu', true)).toBe('Disabled, left out of suggestions')
})
