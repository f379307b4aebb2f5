import { holds } from './condition'
import type {
  Connection,
  ConnectionPatch,
  Field,
  FieldValue,
  Integration,
  OptionFilter,
  SignInWay,
} from '../api/contract'

/**
 * What a person changed on a connection's form, and nothing else. The stored connection stands below it: when it
 * changes meanwhile, only what was typed here stays on top.
 */
export interface Changes {
  name?: string
  description?: string
  sign_in?: string
  fields: Record<string, FieldValue>
  /** A new value for a secret; null clears it; a secret that is not here stays as it is stored. */
  secrets: Record<string, string | null>
  is_default?: boolean
  share_with_descendants?: boolean
  verify_tls?: boolean
  /** The day on which the key ends; empty: nobody knows. */
  expires_on?: string
}

export const noChanges: Changes = { fields: {}, secrets: {} }

export function isDirty(changes: Changes): boolean {
  const { fields, secrets, ...rest } = changes
  return [fields, secrets, rest].some((part) => Object.keys(part).length > 0)
}

/** The sign-in way that is chosen: the typed one, else the stored one, else the first of the definition. */
export function chosenWay(
  integration: Integration,
  connection: Connection,
  changes: Changes,
): SignInWay | undefined {
  const id = changes.sign_in ?? connection.sign_in
  return integration.sign_in.find((way) => way.id === id) ?? integration.sign_in[0]
}

export function fieldValue(field: Field, connection: Connection, changes: Changes): FieldValue {
  const typed = changes.fields[field.name]
  // What was cleared is null, and stays so.
  return typed === undefined ? (connection.fields[field.name] ?? field.default) : typed
}

/** A filter of the tool's customers as a field of the form. Where the tool did not tell its choices, that is said. */
export function filterField(filter: OptionFilter): Field {
  return {
    name: filter.name,
    label: filter.label,
    kind: filter.kind,
    choices: filter.choices,
    help: filter.error ?? (filter.help || null),
    required: false,
    default: null,
    placeholder: filter.choices.length > 0 ? 'All' : null,
    pattern: null,
    pattern_message: null,
    prefix: null,
    suffix: null,
    advanced: false,
    other: false,
    multiline: false,
    whole: false,
    minimum: null,
    maximum: null,
    visible_when_template: null,
  }
}

/** All fields of the chosen way and the shared ones, in the order of the form, that are visible now. */
export function visibleFields(integration: Integration, connection: Connection, changes: Changes): Field[] {
  const all = [...integration.fields, ...(chosenWay(integration, connection, changes)?.fields ?? [])]
  const seen = new Set<string>()
  return all.filter((field) => {
    if (seen.has(field.name)) return false
    seen.add(field.name)
    return isVisible(field, all, connection, changes)
  })
}

function isVisible(field: Field, all: Field[], connection: Connection, changes: Changes): boolean {
  const valueOf = (name: string) => {
    const other = all.find((each) => each.name === name)
    return other ? fieldValue(other, connection, changes) : undefined
  }
  return field.visible_when_template === null || holds(field.visible_when_template, valueOf)
}

const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i

function numberProblem(field: Field, text: string): string | null {
  const number = Number(text)
  if (text.trim() === '' || !Number.isFinite(number)) return 'Write a number.'
  if (field.whole && !Number.isInteger(number)) return 'Write a whole number.'
  if (field.minimum !== null && number < field.minimum) return `At least ${String(field.minimum)}.`
  if (field.maximum !== null && number > field.maximum) return `At most ${String(field.maximum)}.`
  return null
}

function kindProblem(field: Field, text: string): string | null {
  switch (field.kind) {
    case 'url':
      return /^https?:\/\/[^\s/]+/i.test(text) ? null : 'Write the whole address, beginning with https://.'
    case 'host':
      return /^[^\s/:]+(?::\d{1,5})?$/.test(text)
        ? null
        : 'Write only the host name, like tool.example.com, without https:// or a path.'
    case 'email':
      return /^\S+@\S+$/.test(text) ? null : 'Write an email address, like anna@example.com.'
    case 'number':
      return numberProblem(field, text)
    case 'uuid':
      return uuid.test(text) ? null : 'Write an id of 32 hexadecimal digits with dashes.'
    default:
      return null
  }
}

function patternProblem(field: Field, text: string): string | null {
  if (!field.pattern) return null
  try {
    // The server checks with its own engine; a pattern that is none here is left to it.
    if (new RegExp(field.pattern, 'u').test(text)) return null
  } catch {
    return null
  }
  return field.pattern_message ?? `This does not have the form that ${field.label} has.`
}

/** What is wrong with a value, or null. */
export function fieldProblem(field: Field, value: FieldValue): string | null {
  const empty = value === null || value === '' || (Array.isArray(value) && value.length === 0)
  if (empty) return field.required && field.kind !== 'boolean' ? `${field.label} is missing.` : null
  if (typeof value === 'boolean' || Array.isArray(value)) return null
  const text = String(value)
  return kindProblem(field, text) ?? patternProblem(field, text)
}

function secretProblem(field: Field, connection: Connection, changes: Changes): string | null {
  const typed = changes.secrets[field.name]
  if (typed === undefined) {
    return field.required && !connection.secrets[field.name]?.set ? `${field.label} is missing.` : null
  }
  if (typed === null || typed === '') return field.required ? `${field.label} is missing.` : null
  return patternProblem(field, typed)
}

export interface FormProblem {
  field: string
  label: string
  message: string
}

/** Everything that keeps the form from being saved, in its order. */
export function formProblems(
  integration: Integration,
  connection: Connection,
  changes: Changes,
): FormProblem[] {
  const problems: FormProblem[] = []
  if ((changes.name ?? connection.name).trim() === '') {
    problems.push({ field: 'name', label: 'Connection name', message: 'Give the connection a name.' })
  }
  for (const field of visibleFields(integration, connection, changes)) {
    const message =
      field.kind === 'secret'
        ? secretProblem(field, connection, changes)
        : fieldProblem(field, fieldValue(field, connection, changes))
    if (message) problems.push({ field: field.name, label: field.label, message })
  }
  return problems
}

function toSend(field: Field | undefined, value: FieldValue): FieldValue {
  if (field?.kind === 'number' && typeof value === 'string' && value.trim() !== '') return Number(value)
  if (typeof value === 'string' && field?.kind !== 'multiline') return value.trim()
  return value
}

/** What goes to the server: the changes, and the version they were made on. */
export function patchOf(integration: Integration, connection: Connection, changes: Changes): ConnectionPatch {
  const fields = visibleFields(integration, connection, changes)
  const { fields: typed, secrets, ...rest } = changes
  const patch: ConnectionPatch = { ...rest, version: connection.version }
  if (patch.name != null) patch.name = patch.name.trim()
  const values: Record<string, FieldValue> = {}
  for (const [name, value] of Object.entries(typed)) {
    values[name] = toSend(
      fields.find((field) => field.name === name),
      value,
    )
  }
  // A default that the person saw and left is a choice as well; the first save writes it down.
  for (const field of fields) {
    if (field.kind === 'secret' || field.default === null || field.name in values) continue
    if (connection.fields[field.name] === undefined) values[field.name] = field.default
  }
  // The server takes the fields as a whole: what was not touched goes along as it is stored.
  if (Object.keys(values).length > 0) patch.fields = { ...connection.fields, ...values }
  if (Object.keys(secrets).length > 0) patch.secrets = secrets
  const way = chosenWay(integration, connection, changes)
  if (way && connection.sign_in !== way.id) patch.sign_in = way.id
  return patch
}
