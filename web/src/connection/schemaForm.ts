import type { JsonSchema } from '../api/contract'

export type Control = 'text' | 'number' | 'boolean' | 'choice' | 'list' | 'object' | 'json'

/** The types a schema allows besides null. */
function typesOf(schema: JsonSchema): string[] {
  const types = Array.isArray(schema.type) ? schema.type : schema.type ? [schema.type] : []
  return types.filter((type) => type !== 'null')
}

/** Which control edits a value of this schema. What none of them can, is edited as JSON. */
export function controlOf(schema: JsonSchema, depth = 0): Control {
  if (Array.isArray(schema.enum)) return 'choice'
  const types = typesOf(schema)
  if (types.length !== 1 || depth > 4) return 'json'
  switch (types[0]) {
    case 'string':
      return 'text'
    case 'integer':
    case 'number':
      return 'number'
    case 'boolean':
      return 'boolean'
    case 'array':
      return schema.items &&
        ['text', 'number', 'choice', 'object'].includes(controlOf(schema.items, depth + 1))
        ? 'list'
        : 'json'
    case 'object':
      return schema.properties && Object.keys(schema.properties).length > 0 ? 'object' : 'json'
    default:
      return 'json'
  }
}

export function labelOf(name: string, schema: JsonSchema): string {
  if (schema.title) return schema.title
  const words = name
    .replaceAll(/[_-]+/g, ' ')
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .trim()
  return words.charAt(0).toUpperCase() + words.slice(1).toLowerCase()
}

/** What a form begins with: the defaults of the schema, and nothing where there is none. */
export function initialValue(schema: JsonSchema, depth = 0): unknown {
  if (schema.default !== undefined) return schema.default
  if (controlOf(schema, depth) === 'object') {
    const value: Record<string, unknown> = {}
    for (const [name, property] of Object.entries(schema.properties ?? {})) {
      const inner = initialValue(property, depth + 1)
      if (inner !== undefined) value[name] = inner
    }
    return Object.keys(value).length > 0 ? value : undefined
  }
  return undefined
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true
  if (Array.isArray(value)) return value.length === 0
  return typeof value === 'object' && Object.values(value).every(isEmpty)
}

/**
 * The input as it is sent: empty fields left out, numbers as numbers. Text typed as JSON is a string here until
 * it is parsed; `schemaProblems` has refused it before if it is none.
 */
export function cleanValue(schema: JsonSchema, value: unknown, depth = 0): unknown {
  if (isEmpty(value)) return undefined
  switch (controlOf(schema, depth)) {
    case 'number':
      return typeof value === 'string' ? Number(value) : value
    case 'choice':
      return (schema.enum ?? []).find((each) => String(each) === String(value)) ?? value
    case 'list':
      return Array.isArray(value)
        ? value
            .map((item) => cleanValue(schema.items ?? {}, item, depth + 1))
            .filter((item) => item !== undefined)
        : value
    case 'object': {
      const clean: Record<string, unknown> = {}
      for (const [name, property] of Object.entries(schema.properties ?? {})) {
        const inner = cleanValue(property, (value as Record<string, unknown>)[name], depth + 1)
        if (inner !== undefined) clean[name] = inner
      }
      return clean
    }
    case 'json':
      return typeof value === 'string' ? (JSON.parse(value) as unknown) : value
    default:
      return value
  }
}

export interface SchemaProblem {
  path: string
  label: string
  message: string
}

function textProblem(schema: JsonSchema, text: string): string | null {
  if (schema.minLength !== undefined && [...text].length < schema.minLength)
    return `At least ${String(schema.minLength)} characters.`
  if (schema.maxLength !== undefined && [...text].length > schema.maxLength)
    return `At most ${String(schema.maxLength)} characters.`
  if (schema.pattern) {
    try {
      if (!new RegExp(schema.pattern, 'u').test(text)) return `It has to match ${schema.pattern}.`
    } catch {
      // Not every pattern of the server's engine is one here; the server decides.
    }
  }
  return null
}

function numberProblem(schema: JsonSchema, value: unknown): string | null {
  const number = Number(value)
  if (!Number.isFinite(number)) return 'Write a number.'
  if (typesOf(schema)[0] === 'integer' && !Number.isInteger(number)) return 'Write a whole number.'
  if (schema.minimum !== undefined && number < schema.minimum) return `At least ${String(schema.minimum)}.`
  if (schema.maximum !== undefined && number > schema.maximum) return `At most ${String(schema.maximum)}.`
  return null
}

function ownProblem(schema: JsonSchema, value: unknown, depth: number): string | null {
  switch (controlOf(schema, depth)) {
    case 'number':
      return numberProblem(schema, value)
    case 'text':
      return textProblem(schema, String(value))
    case 'json':
      if (typeof value !== 'string') return null
      try {
        JSON.parse(value)
        return null
      } catch {
        return 'This is no JSON. Text goes in double quotes: "like this".'
      }
    default:
      return null
  }
}

/**
 * What keeps an input from being sent, by path ("/owner/name"). A field that the mapping fills may stay empty
 * while an organization is chosen.
 */
export function schemaProblems(
  schema: JsonSchema,
  value: unknown,
  filled: boolean,
  path = '',
  depth = 0,
): SchemaProblem[] {
  if (controlOf(schema, depth) === 'object') {
    const object = (value ?? {}) as Record<string, unknown>
    return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
      const at = `${path}/${name}`
      const inner = object[name]
      const label = labelOf(name, property)
      if (isEmpty(inner)) {
        const needed = schema.required?.includes(name) && !(property['x-from'] === 'mapping' && filled)
        return needed && property.default === undefined
          ? [{ path: at, label, message: `${label} is missing.` }]
          : []
      }
      return schemaProblems(property, inner, filled, at, depth + 1).map((problem) =>
        problem.path === at ? { ...problem, label } : problem,
      )
    })
  }
  if (controlOf(schema, depth) === 'list' && Array.isArray(value)) {
    return value.flatMap((item, index) =>
      isEmpty(item)
        ? []
        : schemaProblems(schema.items ?? {}, item, filled, `${path}/${String(index)}`, depth + 1),
    )
  }
  const message = ownProblem(schema, value, depth)
  return message ? [{ path, label: path.slice(1), message }] : []
}
