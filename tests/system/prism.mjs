// A vendor's own interface document, served by Prism, in front of which everything that Wharf sends is also held
// against what Prism lets through: query parameters and members of bodies that the document does not know.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, request as send } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { parse } from '@stoplight/yaml'

const here = dirname(fileURLToPath(import.meta.url))
const anyNames = (path) => path.replaceAll(/\{[^}]*\}/g, '{}')

function at(document, pointer) {
  const steps = pointer.slice(2).split('/')
  return steps.reduce((place, step) => place?.[step.replaceAll('~1', '/').replaceAll('~0', '~')], document)
}

/** The good answer with its examples. Its schemas go: the examples of vendors do not keep to them. */
function goodAnswer(document, operation) {
  const known = Object.entries(operation.responses).find(([code]) => code.startsWith('2'))
  const [status, given] = known ?? ['200', { description: 'Done' }]
  const { description, headers, content } = given.$ref ? at(document, given.$ref) : given
  const bare = Object.entries(content ?? {}).map(([type, { example, examples }]) => [type, { example, examples }])
  return { [status]: { description, headers, content: Object.fromEntries(bare) } }
}

/** The document with only these operations and what they refer to; `prefix` is put before each path. */
export function cut(document, operations, prefix = '') {
  const small = { openapi: document.openapi, info: document.info, security: document.security, paths: {} }
  for (const { method, path } of operations) {
    if (!path) continue // the generic action, which may call anything
    const found = Object.keys(document.paths).find((known) => anyNames(known) === anyNames(path))
    const operation = document.paths[found]?.[method.toLowerCase()]
    if (!operation) throw new Error(`the vendor's document has no ${method} ${path}`)
    const item = (small.paths[prefix + found] ??= { parameters: document.paths[found].parameters ?? [] })
    item[method.toLowerCase()] = { ...operation, responses: goodAnswer(document, operation) }
  }
  small.components = { securitySchemes: document.components?.securitySchemes ?? {} }
  const seen = new Set()
  const follow = (node) => {
    if (node === null || typeof node !== 'object') return
    if (typeof node.$ref === 'string' && !seen.has(node.$ref)) {
      seen.add(node.$ref)
      const [, , group, name] = node.$ref.split('/')
      const target = at(document, node.$ref)
      small.components[group] ??= {}
      small.components[group][name] = target
      follow(target)
    }
    for (const inner of Object.values(node)) follow(inner)
  }
  follow(small.paths)
  return small
}

/** What the request holds that the document does not know. */
function strangers(document, { method, url, body }) {
  const { pathname, searchParams } = new URL(url, 'http://vendor.example')
  const resolve = (node) => (node?.$ref ? resolve(at(document, node.$ref)) : node)
  const path = Object.keys(document.paths)
    .sort((a, b) => a.split('{').length - b.split('{').length)
    .find((known) => new RegExp(`^${known.replaceAll(/\{[^}]*\}/g, '[^/]+')}$`).test(pathname))
  const operation = document.paths[path]?.[method.toLowerCase()]
  if (!operation) return [`${method} ${pathname} is not in the document`]
  const parameters = [...document.paths[path].parameters, ...(operation.parameters ?? [])].map(resolve)
  const known = new Set(parameters.filter((one) => one.in === 'query').map((one) => one.name.replace('[]', '')))
  const found = [...new Set(searchParams.keys())]
    .filter((name) => !known.has(name.replace(/\[.*/, '')))
    .map((name) => `the query parameter ${name} is unknown`)
  const schema = operation.requestBody && resolve(operation.requestBody).content['application/json']?.schema
  const members = (node) => {
    const one = resolve(node)
    const parts = [...(one?.allOf ?? []), ...(one?.oneOf ?? []), ...(one?.anyOf ?? [])]
    return Object.assign({}, ...parts.map(members), one?.properties)
  }
  const compare = (value, node, place) => {
    const properties = members(node)
    if (value === null || typeof value !== 'object' || Array.isArray(value) || !Object.keys(properties).length) return
    for (const [name, inner] of Object.entries(value)) {
      if (!(name in properties)) found.push(`the member ${place}${name} of the body is unknown`)
      else compare(inner, properties[name], `${place}${name}.`)
    }
  }
  if (body && !schema) found.push('no body is expected')
  else if (body) compare(JSON.parse(body), schema, '')
  return found
}

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  return port
}

/**
 * Serves the operations of a document (a file in JSON or YAML). `prefix` goes before each of its paths; `answers` are
 * other paths with what they answer, such as a token endpoint. `requests` grows with each call that comes.
 */
export async function mock(file, operations, { prefix = '', answers = {} } = {}) {
  const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '')
  const document = cut(file.endsWith('.json') ? JSON.parse(text) : parse(text), operations, prefix)
  const folder = mkdtempSync(join(tmpdir(), 'wharf-prism-'))
  writeFileSync(join(folder, 'vendor.json'), JSON.stringify(document))
  const port = await freePort()
  const prism = join(here, 'node_modules', '@stoplight', 'prism-cli', 'dist', 'index.js')
  const args = [prism, 'mock', '--errors', '--host', '127.0.0.1', '--port', String(port), join(folder, 'vendor.json')]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  await new Promise((resolve, reject) => {
    let said = ''
    const hear = (bytes) => {
      said += bytes
      if (said.includes('is listening')) resolve()
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('exit', () => reject(new Error(`Prism ended: ${said}`)))
  })

  const requests = []
  const front = createServer(async (incoming, outgoing) => {
    let body = ''
    for await (const piece of incoming) body += piece
    const { method, url, headers } = incoming
    if (answers[url]) {
      outgoing.setHeader('content-type', 'application/json')
      return outgoing.end(JSON.stringify(answers[url]))
    }
    const request = { method, url, body, strangers: strangers(document, { method, url, body }) }
    requests.push(request)
    // GitHub's guide asks for a media type of its own, which its document does not name.
    if (/^application\/vnd\.\w+\+json/.test(headers.accept)) headers.accept = 'application/json'
    const onward = send({ port, host: '127.0.0.1', method, path: url, headers }, (answer) => {
      request.status = answer.statusCode
      // GitHub's examples of a next page lead to this made-up address.
      const { pathname } = new URL(url, 'http://vendor.example')
      if (answer.headers.link) answer.headers.link = answer.headers.link.replaceAll('/resource?', `${pathname}?`)
      outgoing.writeHead(answer.statusCode, answer.headers)
      answer.pipe(outgoing)
    })
    onward.on('error', () => outgoing.destroy())
    onward.end(body)
  })
  front.listen(0, '127.0.0.1')
  await once(front, 'listening')
  return {
    url: `http://127.0.0.1:${front.address().port}`,
    requests,
    async stop() {
      front.closeAllConnections()
      front.close()
      child.kill()
      await once(child, 'exit')
      rmSync(folder, { recursive: true })
    },
  }
}

/** A value for each input of an action: as `given` says, else its default, else something of its type. */
function fill(schema, given) {
  const samples = { integer: 1, number: 1, boolean: true, array: [], object: {} }
  const input = {}
  for (const [name, { type, enum: choices, default: usual }] of Object.entries(schema.properties)) {
    input[name] = given[name] ?? usual ?? choices?.[0] ?? samples[type] ?? 'example'
  }
  return { ...input, ...given }
}

/** Calls every action of the connection's integration with every input. Answers with what was refused, in words. */
export async function callAll(client, connection, integration, vendor, inputs = {}) {
  const refused = []
  const { actions } = (await client.get(`/api/v1/integrations/${integration}`)).json
  for (const action of actions) {
    const { input_schema } = (await client.get(`/api/v1/integrations/${integration}/actions/${action.id}`)).json
    const input = fill(input_schema, inputs[action.id] ?? {})
    const from = vendor.requests.length
    const answer = (await client.post(`${connection}/actions/${action.id}/run`, { input })).json
    const sent = vendor.requests.slice(from)
    if (!answer.ok) refused.push(`${action.id}: ${answer.error ?? JSON.stringify(answer)}`)
    if (sent.length === 0) refused.push(`${action.id}: nothing was sent`)
    for (const { method, url, strangers: found } of sent) {
      for (const stranger of found) refused.push(`${action.id}: ${stranger} (${method} ${url})`)
    }
  }
  return { refused, actions }
}
