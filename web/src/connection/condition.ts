import type { FieldValue } from '../api/contract'

// The conditions of `visible_when` are templates of the server ("{{ fields.cloud == 'own' and fields.lists }}").
// The form needs an answer at each key, so the part of the language that conditions use is read here as well. The
// server decides what counts; whatever is not understood here is shown.

type Token = { kind: 'name' | 'text' | 'number' | 'sign'; text: string }

const pattern =
  /\s*(?:([A-Za-z_][A-Za-z0-9_]*)|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(\d+(?:\.\d+)?)|(==|!=|<=|>=|[()[\].,<>]))/y

function tokensOf(source: string): Token[] | null {
  const tokens: Token[] = []
  pattern.lastIndex = 0
  while (pattern.lastIndex < source.length) {
    if (source.slice(pattern.lastIndex).trim() === '') break
    const match = pattern.exec(source)
    if (!match) return null
    const [, name, double, single, number, sign] = match
    if (name !== undefined) tokens.push({ kind: 'name', text: name })
    else if (double !== undefined || single !== undefined) {
      tokens.push({ kind: 'text', text: (double ?? single ?? '').replace(/\\(.)/g, '$1') })
    } else if (number !== undefined) tokens.push({ kind: 'number', text: number })
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign })
  }
  return tokens
}

type Value = FieldValue | Value[] | undefined
type Lookup = (name: string) => FieldValue | undefined

class Unknown extends Error {}

function truth(value: Value): boolean {
  if (Array.isArray(value)) return value.length > 0
  return value !== undefined && value !== null && value !== '' && value !== false && value !== 0
}

class Reader {
  private at = 0

  constructor(
    private readonly tokens: Token[],
    private readonly lookup: Lookup,
  ) {}

  whole(): boolean {
    const value = truth(this.either())
    if (this.at < this.tokens.length) throw new Unknown()
    return value
  }

  private take(text: string): boolean {
    const token = this.tokens[this.at]
    if (!token || token.text !== text || (token.kind !== 'sign' && token.kind !== 'name')) return false
    this.at += 1
    return true
  }

  private either(): Value {
    let value = this.both()
    while (this.take('or')) {
      const right = this.both()
      value = truth(value) ? value : right
    }
    return value
  }

  private both(): Value {
    let value = this.negation()
    while (this.take('and')) {
      const right = this.negation()
      value = truth(value) ? right : value
    }
    return value
  }

  private negation(): Value {
    return this.take('not') ? !truth(this.negation()) : this.comparison()
  }

  private comparison(): Value {
    const left = this.primary()
    if (this.take('==')) return left === this.primary()
    if (this.take('!=')) return left !== this.primary()
    if (this.take('in')) return contains(this.primary(), left)
    if (this.take('not')) {
      if (!this.take('in')) throw new Unknown()
      return !contains(this.primary(), left)
    }
    return left
  }

  private primary(): Value {
    if (this.take('(')) {
      const value = this.either()
      if (!this.take(')')) throw new Unknown()
      return value
    }
    if (this.take('[')) return this.list()
    const token = this.tokens[this.at]
    if (!token) throw new Unknown()
    this.at += 1
    if (token.kind === 'text') return token.text
    if (token.kind === 'number') return Number(token.text)
    if (token.kind === 'name') return this.named(token.text)
    throw new Unknown()
  }

  private list(): Value[] {
    const items: Value[] = []
    while (!this.take(']')) {
      items.push(this.primary())
      if (!this.take(',') && this.tokens[this.at]?.text !== ']') throw new Unknown()
    }
    return items
  }

  private named(name: string): Value {
    const words: Record<string, Value> = {
      true: true,
      True: true,
      false: false,
      False: false,
      none: null,
      None: null,
      null: null,
    }
    if (name in words) return words[name]
    if (name !== 'fields' || !this.take('.')) throw new Unknown()
    const field = this.tokens[this.at]
    if (field?.kind !== 'name') throw new Unknown()
    this.at += 1
    return this.lookup(field.text)
  }
}

function contains(holder: Value, value: Value): boolean {
  if (Array.isArray(holder)) return (holder as Value[]).includes(value)
  if (typeof holder === 'string' && typeof value === 'string') return holder.includes(value)
  throw new Unknown()
}

/** Whether a condition holds for the values of a form; true where it cannot be told here. */
export function holds(template: string, lookup: Lookup): boolean {
  const inside = /^\s*\{\{([\s\S]*)\}\}\s*$/.exec(template)?.[1]
  const tokens = tokensOf(inside ?? template)
  if (!tokens) return true
  try {
    return new Reader(tokens, lookup).whole()
  } catch (error) {
    if (error instanceof Unknown) return true
    throw error
  }
}
