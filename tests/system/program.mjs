// Starts the real program and its sample tools, and speaks to its API as a browser does.
import { spawn, execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { holdAgainstDocument } from './document.mjs'

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
export const wharf = process.env.WHARF_BINARY ?? join(root, 'build', 'release', 'wharf')

/** Runs a command to its end; never throws. `env` adds to its environment. */
export function run(args, { input, env = {} } = {}) {
  const options = { input, stdio: ['pipe', 'pipe', 'pipe'], encoding: 'utf8', timeout: 60_000 }
  try {
    const stdout = execFileSync(wharf, args, { ...options, env: { ...process.env, ...env } })
    return { code: 0, stdout, stderr: '' }
  } catch (failure) {
    return { code: failure.status, stdout: failure.stdout, stderr: failure.stderr }
  }
}

/** A child whose first line of output is awaited. */
async function start(args) {
  const child = spawn(wharf, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  let text = ''
  child.stderr.on('data', (bytes) => (said += bytes))
  const line = await new Promise((resolve, reject) => {
    child.stdout.on('data', (bytes) => {
      text += bytes
      if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')))
    })
    child.once('exit', (code) => reject(new Error(`wharf ${args[0]} ended with ${code}: ${said}`)))
  })
  return {
    line,
    child,
    /** All that it has printed and logged. */
    output: () => text + said,
    async stop(signal = 'SIGTERM') {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill(signal)
      await once(child, 'exit')
    },
  }
}

/** A simulated tool with these customers. */
export async function simulate(integration, { organizations, seed = 1, fault } = {}) {
  const args = ['simulate', integration, '--seed', String(seed)]
  if (organizations) args.push('--organizations', organizations)
  if (fault) args.push('--fault', fault)
  const program = await start(args)
  return { ...JSON.parse(program.line), stop: program.stop }
}

export class Client {
  constructor(url) {
    this.url = url
    this.cookie = ''
    this.csrf = ''
  }

  async call(method, path, body, headers = {}) {
    const isJson = body !== undefined && typeof body !== 'string' && !(body instanceof Uint8Array)
    const response = await fetch(this.url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(this.cookie ? { cookie: this.cookie } : {}),
        ...(this.csrf ? { 'x-wharf-csrf': this.csrf } : {}),
        ...(isJson ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      body: isJson ? JSON.stringify(body) : body,
    })
    const cookie = response.headers.get('set-cookie')
    if (cookie) this.cookie = cookie.split(';')[0]
    const text = await response.text()
    let json = null
    try {
      json = JSON.parse(text)
    } catch {
      // Not everything is JSON.
    }
    holdAgainstDocument(method, path, response.status, response.headers.get('content-type') ?? '', json)
    if (json?.csrf_token) this.csrf = json.csrf_token
    return { status: response.status, json, text, headers: response.headers }
  }

  get(path) {
    return this.call('GET', path)
  }
  post(path, body = {}) {
    return this.call('POST', path, body)
  }
  patch(path, body) {
    return this.call('PATCH', path, body)
  }

  /** Waits for a job to end. */
  async job(job, seconds = 30) {
    for (let i = 0; i < seconds * 10; i += 1) {
      const { json } = await this.get(`/api/v1/jobs/${job.id}`)
      if (json.ended_at) return json
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    throw new Error(`${job.title} does not end`)
  }
}

/**
 * A server on a fresh database. `organizations` is the CSV of those that stand below the root once it is set up;
 * `catalog` is a folder of integrations that stands in for the stock one; `args` are further arguments.
 */
export async function serve({
  database = '',
  samples = [],
  organizations,
  data = mkdtempSync(join(tmpdir(), 'wharf-')),
  catalog = '',
  args: more = [],
} = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'wharf-samples-'))
  const tools = Object.fromEntries(
    samples.map(([integration, tool]) => [
      integration,
      { send_to: tool.url, sign_in: tool.sign_in, fields: tool.fields, secrets: tool.secrets },
    ]),
  )
  writeFileSync(join(folder, 'tools.json'), JSON.stringify(tools))
  writeFileSync(join(folder, 'organizations.csv'), organizations ? readFileSync(organizations) : 'name,domain\n')
  const args = ['serve', '--listen', '127.0.0.1:0', '--data', data, '--samples', folder, ...more]
  if (database) args.push('--database', database)
  if (catalog) args.push('--catalog', catalog)
  const program = await start(args)
  const url = /http:\/\/\S+/.exec(program.line)[0]
  return {
    url,
    data,
    program,
    client: new Client(url),
    async stop(signal) {
      await program.stop(signal)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Starts it again on the same data, with whoever was signed in. */
export async function serveAgain({ data, client }, options) {
  const server = await serve({ ...options, data })
  Object.assign(server.client, { cookie: client.cookie, csrf: client.csrf })
  return server
}

/** Waits until something is so: until `look` answers with something true, which is the answer. */
export async function until(what, look, seconds = 20) {
  const end = performance.now() + seconds * 1000
  for (;;) {
    const found = await look()
    if (found) return found
    if (performance.now() > end) throw new Error(`${what}: not within ${seconds} s`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

export const administrator = {
  organization_name: 'Northbridge IT',
  name: 'Anna Berg',
  email: 'anna@northbridge.example',
  password: 'correct horse battery staple',
}

/** Where a fresh PostgreSQL database is, or nothing. */
export async function freshDatabase() {
  const base = process.env.WHARF_TEST_POSTGRES
  if (!base) return null
  const name = `wharf_system_${process.pid}_${Math.floor(performance.now())}`
  execFileSync('psql', [base, '-qc', `CREATE DATABASE ${name}`])
  const url = new URL(base)
  url.pathname = `/${name}`
  return url.toString()
}

/** Sets a server up, lets calls go to this machine, and installs an integration. Answers with the connection's path. */
export async function installed({ client }, integration, edit) {
  await client.post('/api/v1/setup', administrator)
  const home = (await client.get('/api/v1/session')).json.home.id
  const { version } = (await client.get('/api/v1/settings')).json
  const allowed = await client.patch('/api/v1/settings', { allow_list: ['127.0.0.1', '::1'], version })
  if (allowed.status !== 200) throw new Error(allowed.text)
  const made = await client.post(`/api/v1/integrations/${integration}/install`, { organization_id: home })
  const path = `/api/v1/connections/${made.json.connection.id}`
  const saved = await client.patch(path, { ...edit, version: made.json.connection.version })
  if (saved.status !== 200) throw new Error(saved.text)
  return path
}
