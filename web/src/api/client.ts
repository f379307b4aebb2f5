import type { Problem, ProblemField } from './contract'

export type QueryValue = string | number | boolean | null | undefined
export type Query = Record<string, QueryValue>

/** What went wrong with a request, in the server's own words: the fact, then the fix. */
export class ApiProblem extends Error {
  readonly status: number
  readonly code: string
  readonly requestId: string | null
  readonly errors: ProblemField[]
  readonly retryAfter: number | null

  constructor(problem: Problem, retryAfter: number | null = null) {
    super(problem.detail || problem.title)
    this.name = 'ApiProblem'
    this.status = problem.status
    this.code = problem.code
    this.requestId = problem.request_id ?? null
    this.errors = problem.errors ?? []
    this.retryAfter = retryAfter
  }

  /** The message for one field, by its JSON pointer ("/email"). */
  at(pointer: string): string | null {
    return this.errors.find((error) => error.pointer === pointer)?.message ?? null
  }
}

const base = '/api/v1'

let csrfToken = ''
let askToSignIn: (() => Promise<void>) | null = null

export function setCsrfToken(token: string) {
  csrfToken = token
}

/** Who shows the sign-in dialog when a session has ended. The request waits for it, then goes out again. */
export function onSignedOut(ask: (() => Promise<void>) | null) {
  askToSignIn = ask
}

export function apiUrl(path: string, query: Query = {}): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') parameters.set(name, String(value))
  }
  const text = parameters.toString()
  return base + path + (text ? `?${text}` : '')
}

interface Call {
  query?: Query
  json?: unknown
  csv?: Blob | string
  signal?: AbortSignal
  /** A call that asks who is signed in must not itself ask for a sign-in. */
  quiet?: boolean
}

function parseProblem(status: number, text: string): Problem {
  try {
    const body = JSON.parse(text) as Partial<Problem>
    if (typeof body.code === 'string') {
      return { title: '', detail: '', ...body, status, code: body.code }
    }
  } catch {
    // A proxy in between answers in its own format; the status is all there is to say.
  }
  return {
    title: 'Unexpected answer',
    status,
    code: 'unexpected_answer',
    detail: `The server answered ${String(status)} without saying why. A proxy in front of Wharf may have cut the request; look at its log.`,
  }
}

async function send(method: string, path: string, call: Call): Promise<Response> {
  const headers: Record<string, string> = { Accept: 'application/json' }
  if (method !== 'GET') headers['X-Wharf-Csrf'] = csrfToken
  let body: BodyInit | null = null
  if (call.json !== undefined) {
    headers['Content-Type'] = 'application/json'
    body = JSON.stringify(call.json)
  } else if (call.csv !== undefined) {
    headers['Content-Type'] = 'text/csv'
    body = call.csv
  }
  try {
    return await fetch(apiUrl(path, call.query), {
      method,
      headers,
      body,
      credentials: 'same-origin',
      ...(call.signal ? { signal: call.signal } : {}),
    })
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiProblem({
      title: 'Wharf cannot be reached',
      status: 0,
      code: 'unreachable',
      detail:
        'Wharf does not answer. Check that it is running and that this computer reaches it; nothing typed here is lost.',
    })
  }
}

async function request<Answer>(method: string, path: string, call: Call = {}): Promise<Answer> {
  let response = await send(method, path, call)
  if (response.status === 401 && !call.quiet && askToSignIn) {
    await askToSignIn()
    response = await send(method, path, call)
  }
  const text = await response.text()
  if (!response.ok) {
    const after = Number(response.headers.get('Retry-After'))
    throw new ApiProblem(
      parseProblem(response.status, text),
      Number.isFinite(after) && after > 0 ? after : null,
    )
  }
  return (text ? JSON.parse(text) : undefined) as Answer
}

export const api = {
  get: <Answer>(path: string, query: Query = {}, signal?: AbortSignal) =>
    request<Answer>('GET', path, signal ? { query, signal } : { query }),
  getQuietly: <Answer>(path: string) => request<Answer>('GET', path, { quiet: true }),
  post: <Answer>(path: string, json: unknown = {}, query: Query = {}) =>
    request<Answer>('POST', path, { json, query }),
  postQuietly: <Answer>(path: string, json: unknown) => request<Answer>('POST', path, { json, quiet: true }),
  postCsv: <Answer>(path: string, csv: Blob | string, query: Query = {}) =>
    request<Answer>('POST', path, { csv, query }),
  put: <Answer>(path: string, json: unknown) => request<Answer>('PUT', path, { json }),
  patch: <Answer>(path: string, json: unknown, query: Query = {}) =>
    request<Answer>('PATCH', path, { json, query }),
  delete: <Answer>(path: string, json?: unknown, query: Query = {}) =>
    request<Answer>('DELETE', path, json === undefined ? { query } : { json, query }),
}

/** The sentence to show for anything that was thrown. */
export function problemText(error: unknown): string {
  if (error instanceof Error) return error.message
  return String(error)
}
