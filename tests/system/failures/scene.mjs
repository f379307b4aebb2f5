// What the tests of failures share: a server with a Hudu whose first customers are mapped, on either database.
import assert from 'node:assert/strict'
import { test } from 'node:test'

import { freshDatabase, installed, serve } from '../program.mjs'
import { json, listen } from '../vendor.mjs'

export const key = 'the-key-of-the-failure-tests'

export function onBothDatabases(title, work) {
  test(`${title}, on SQLite`, () => work(''))
  test(`${title}, on PostgreSQL`, async (t) => {
    const database = await freshDatabase()
    if (!database) return t.skip('WHARF_TEST_POSTGRES is not set')
    await work(database)
  })
}

/** A Hudu of so many companies. Before each page of them it waits for `before(page)`. */
async function hudu(count) {
  const companies = Array.from({ length: count }, (_, n) => ({
    id: n + 1,
    name: `Customer ${n + 1}`,
    archived: false,
  }))
  const tool = { before: () => {}, keys: new Set() }
  tool.url = await listen(async (request, answer) => {
    tool.keys.add(request.headers['x-api-key'])
    if (request.url.startsWith('/api/v1/api_info')) return json(answer, { version: '2.44.0' })
    const page = Number(new URL(request.url, 'http://hudu').searchParams.get('page') ?? 1)
    await tool.before(page)
    json(answer, { companies: companies.slice((page - 1) * 100, page * 100) })
  })
  return tool
}

/**
 * A fresh server and its Hudu of `count` customers; each of the first `mapped` is an organization that is mapped to it.
 */
export async function scene({ database, count, mapped }) {
  const tool = await hudu(count)
  const server = await serve({ database })
  const edit = { fields: { host: 'vendor.example' }, secrets: { api_key: key }, send_to: tool.url }
  const path = await installed(server, 'hudu', edit)
  const { client } = server
  const pulled = await client.job((await client.post(`${path}/options/refresh`)).json)
  assert.equal(pulled.result.total, count)
  const home = (await client.get('/api/v1/session')).json.home.id
  const chosen = { parent_id: home, option_ids: Array.from({ length: mapped }, (_, n) => String(n + 1)) }
  const made = await client.job((await client.post(`${path}/import-organizations`, chosen)).json)
  assert.equal(made.result.imported, mapped)
  return { tool, server, client, path, home }
}

/** Starts a refresh whose second page comes only after `release()`. */
export async function startHeldRefresh(tool, client, path) {
  let free
  tool.before = (page) => page === 2 && new Promise((resolve) => (free = resolve))
  const job = (await client.post(`${path}/options/refresh`)).json
  const release = () => {
    tool.before = () => {}
    free()
  }
  return { job, isHeld: () => Boolean(free), release }
}

/** The rows of the mapping page that have a value. */
export async function mappedRows(client, path) {
  const rows = (await client.get(`${path}/mapping?page_size=all&sort=organization`)).json.items
  return rows.filter(({ value }) => value !== null)
}

/** What Save sends for a row that was seen so. */
export const editOf = ({ organization, version }, option_id) => ({
  organization_id: organization.id,
  option_id,
  version,
  allow_shared: true,
})

export const save = (client, path, edits) =>
  client.post(`${path}/mapping/save`, { edits, include_suggestions: false })
