import type { Variable, VariableType } from '../api/contract'
import { shortDate } from '../parts/time'

/** The key of a variable on a page: one name in one organization. */
export function variableKey(variable: { organization_id: string; name: string }): string {
  return `${variable.organization_id}|${variable.name}`
}

export function nameProblem(name: string): string | null {
  const text = name.trim()
  if (text === '') return 'Give the variable a name.'
  if (text.length > 128) return `The name has ${String(text.length)} characters; at most 128 fit.`
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(text)) {
    return 'A name has letters, digits and underscores and begins with a letter, like onboarding_days.'
  }
  return null
}

const largest = 64 * 1024

/** What is wrong with a value of a type, or null. */
export function valueProblem(type: VariableType, value: string): string | null {
  if (new TextEncoder().encode(value).length > largest) return 'The value is longer than 64 kB.'
  switch (type) {
    case 'number':
      return value.trim() !== '' && Number.isFinite(Number(value)) ? null : 'Write a number, like 5 or 2.5.'
    case 'boolean':
      return value === 'true' || value === 'false' ? null : 'Write true or false.'
    case 'json':
      try {
        JSON.parse(value)
        return null
      } catch (error) {
        return `This is no JSON: ${error instanceof Error ? error.message : 'it cannot be read'}.`
      }
    case 'text':
      return value.trim() === '' ? 'Give it a value, or delete the variable.' : null
  }
}

/** Trailing blanks are never meant; the blanks inside are. */
export function tidyValue(type: VariableType, value: string): string {
  return type === 'text' ? value.replace(/\s+$/, '') : value.trim()
}

/** Where a value comes from and who last set it there: "own, Anna Berg, 12 Nov". */
export function sourceWords(variable: Variable, now: Date): string {
  const { source, cascade } = variable
  const parts = [source.text + (cascade && source.kind === 'own' ? ', handed down' : '')]
  if (source.kind === 'own') {
    if (variable.updated_by) parts.push(variable.updated_by)
    parts.push(shortDate(new Date(variable.updated_at), now))
  }
  return parts.join(', ')
}

/** Whether a value shown on a page is the organization's own and may be edited where it stands. */
export function isOwn(variable: Variable, scope: string | undefined): boolean {
  return scope === undefined || variable.organization_id === scope
}
