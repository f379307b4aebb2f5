import type { MappingEdit, MappingRow, ProblemField } from '../api/contract'

/** One mapping that was edited and not saved yet. */
export interface Edit {
  connection: string
  organization: { id: string; name: string }
  variable: string
  /** What it will be: an option, typed text, or both null for "cleared". */
  option: { id: string; name: string } | null
  value: string | null
  /** The version the edit was made on; the server refuses it when somebody saved meanwhile. */
  version: number
  /** The option belongs to another organization too, on purpose. */
  shared?: boolean
}

/** Everything unsaved, by place. Nothing in it is lost by paging, filtering or a failed save. */
export type Unsaved = ReadonlyMap<string, Edit>

export const nothingUnsaved: Unsaved = new Map()

export function placeKey(connection: string, organization: string, variable: string): string {
  return `${connection}|${organization}|${variable}`
}

export type UnsavedAction =
  | { kind: 'edit'; edit: Edit; saved: string | null }
  | { kind: 'load'; edits: Edit[] }
  | { kind: 'forget'; keys: string[] }
  | { kind: 'allow_shared'; keys: string[] }
  | { kind: 'renew'; versions: ReadonlyMap<string, number> }
  | { kind: 'discard' }

export function keyOf(edit: Edit): string {
  return placeKey(edit.connection, edit.organization.id, edit.variable)
}

export function wantedValue(edit: Edit): string | null {
  return edit.option?.id ?? (edit.value?.trim() ? edit.value.trim() : null)
}

/** An edit that says what is saved already is no edit. */
function put(unsaved: Map<string, Edit>, edit: Edit, saved: string | null | undefined) {
  if (saved !== undefined && wantedValue(edit) === saved) unsaved.delete(keyOf(edit))
  else unsaved.set(keyOf(edit), edit)
}

export function unsavedReducer(unsaved: Unsaved, action: UnsavedAction): Unsaved {
  const next = new Map(unsaved)
  switch (action.kind) {
    case 'edit':
      put(next, action.edit, action.saved)
      return next
    case 'load':
      for (const edit of action.edits) put(next, edit, undefined)
      return next
    case 'forget':
      for (const key of action.keys) next.delete(key)
      return next
    case 'allow_shared':
      for (const key of action.keys) {
        const edit = next.get(key)
        if (edit) next.set(key, { ...edit, shared: true })
      }
      return next
    case 'renew':
      for (const [key, version] of action.versions) {
        const edit = next.get(key)
        if (edit) next.set(key, { ...edit, version })
      }
      return next
    case 'discard':
      return nothingUnsaved
  }
}

/** The edits as the server takes them, in the order in which its error pointers count them. */
export function toEdits(unsaved: Unsaved, withConnection: boolean): MappingEdit[] {
  return [...unsaved.values()].map((edit) => ({
    ...(withConnection ? { connection_id: edit.connection } : {}),
    organization_id: edit.organization.id,
    ...(edit.variable ? { variable: edit.variable } : {}),
    option_id: edit.option?.id ?? null,
    value: edit.option ? null : wantedValue(edit),
    version: edit.version,
    ...(edit.shared ? { allow_shared: true } : {}),
  }))
}

export interface Refused {
  key: string
  edit: Edit
  message: string
}

/** Which edits a refused save was about: the server points at "/edits/3". */
export function refusedEdits(unsaved: Unsaved, errors: ProblemField[]): Refused[] {
  const edits = [...unsaved.values()]
  return errors.flatMap((error) => {
    const index = /^\/edits\/(\d+)(?:\/|$)/.exec(error.pointer)?.[1]
    const edit = index === undefined ? undefined : edits[Number(index)]
    return edit ? [{ key: keyOf(edit), edit, message: error.message }] : []
  })
}

/** "6 suggestions", "2 edits", "6 suggestions and 2 edits". */
export function unsavedWords(suggestions: number, edits: number): string {
  const parts = [
    suggestions > 0 ? `${suggestions.toLocaleString('en-US')} suggestion${suggestions === 1 ? '' : 's'}` : '',
    edits > 0 ? `${edits.toLocaleString('en-US')} edit${edits === 1 ? '' : 's'}` : '',
  ].filter(Boolean)
  return parts.join(' and ')
}

/** What is said of a row without a value: never that nothing is alike before anything was compared. */
export function unmappedWords(row: MappingRow, tool: string, compared: boolean): string {
  if (row.inherited) return 'Nothing of its own'
  if (!row.organization.enabled) return 'Disabled, left out of suggestions'
  const candidates = row.candidates.length
  if (candidates > 0) {
    return `Nothing close; ${String(candidates)} weak candidate${candidates === 1 ? '' : 's'} in the list`
  }
  return compared && row.kind === 'option' ? `No customer in ${tool} looks like it` : 'Not mapped'
}

export type Shown =
  | { kind: 'edited'; text: string; id: string | null }
  | { kind: 'cleared' }
  | { kind: 'saved' | 'gone' | 'conflict' | 'locked'; text: string; id: string | null }
  | { kind: 'suggested' | 'dismissed'; text: string; id: string }
  | { kind: 'ambiguous'; names: string[] }
  | { kind: 'inherited'; text: string; from: string }
  | { kind: 'empty' }

/** What the value of a row shows: an edit before everything, then what is saved, then what is proposed. */
export function shownValue(row: MappingRow, edit: Edit | undefined): Shown {
  if (edit) {
    if (wantedValue(edit) === null) return { kind: 'cleared' }
    return { kind: 'edited', text: edit.option?.name ?? edit.value ?? '', id: edit.option?.id ?? null }
  }
  if (row.value !== null) {
    const kind =
      row.state === 'gone' || row.state === 'conflict' || row.state === 'locked' ? row.state : 'saved'
    return { kind, text: row.option?.name ?? row.value, id: row.option ? row.option.id : null }
  }
  if (row.suggestion) {
    const { option, included } = row.suggestion
    return { kind: included ? 'suggested' : 'dismissed', text: option.name, id: option.id }
  }
  if (row.state === 'ambiguous')
    return { kind: 'ambiguous', names: row.candidates.map((each) => each.option.name) }
  if (row.inherited) {
    return {
      kind: 'inherited',
      text: row.inherited.option_name ?? row.inherited.value ?? '',
      from: row.inherited.organization_name,
    }
  }
  return { kind: 'empty' }
}
