// Wharf against a tool that nobody here wrote: Debian's Redmine, its projects as customers.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

import { installed, root, serve } from './program.mjs'
import { hasRedmine, startRedmine } from './redmine.mjs'

const csv = readFileSync(join(root, 'samples', 'organizations.csv'), 'utf8')
const customers = csv
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split(','))
  .map(([name, domain]) => ({ name, domain }))

/** A customer's name as somebody else typed it into another tool. */
const slips = [
  (name) => name,
  (name) => name.toUpperCase(),
  (name) => `  ${name.replaceAll(' ', '  ')} `,
  (name) => `${name.replace(/,? (Ltd|LLP|Inc|GmbH|s\.r\.o\.)$/, '')}, LLC`,
  (name) => name.replaceAll('&', 'and'),
  (name) => name.normalize('NFD').replace(/\p{Mark}/gu, ''),
  (name) => name.replace(/^The /, '').replace(/(.{6})(.)(.)/, '$1$3$2'),
]

let redmine
let server
let client
let connection
/** The project of each customer, by the customer's name. */
const projects = new Map()

before(async () => {
  if (!hasRedmine) return
  redmine = await startRedmine()
  server = await serve({ args: ['--catalog', join(root, 'catalog'), '--catalog', join(root, 'tests/system/catalogs')] })
  client = server.client
  connection = await installed(server, 'redmine', {
    sign_in: 'key',
    fields: { address: redmine.url },
    secrets: { api_key: 'a key that is nobody’s' },
  })
})
after(async () => {
  await server?.stop()
  await redmine?.stop()
})

const step = (name, work) => test(name, { skip: hasRedmine ? false : 'Redmine is not installed' }, work)

async function run(action, input, organization) {
  const answer = await client.post(`${connection}/actions/${action}/run`, { input, organization_id: organization })
  assert.equal(answer.status, 200, answer.text)
  return answer.json
}

async function refresh() {
  const job = await client.job((await client.post(`${connection}/options/refresh`)).json)
  assert.equal(job.state, 'done', JSON.stringify(job))
  return job.result
}

step('a catalogue of ones own stands beside the stock one', async () => {
  const { installed: there, available } = (await client.get('/api/v1/integrations')).json
  assert.deepEqual(
    there.map(({ id }) => id),
    ['redmine'],
  )
  assert.ok(available.some(({ id }) => id === 'ninjaone'))
})

step('the test of a connection tells a wrong key from a right one', async () => {
  const wrong = (await client.post(`${connection}/test`)).json
  assert.equal(wrong.ok, false)
  assert.equal(wrong.health.state, 'failing')
  assert.equal(wrong.health.status, 401)
  assert.match(`${wrong.health.headline} ${wrong.health.detail}`, /Redmine.*401/s)

  const { version } = (await client.get(connection)).json
  const saved = await client.patch(connection, { secrets: { api_key: redmine.key }, version })
  assert.equal(saved.status, 200, saved.text)
  const right = (await client.post(`${connection}/test`)).json
  assert.equal(right.ok, true, JSON.stringify(right))
  assert.match(JSON.stringify(right.health), /the key belongs to admin/)
})

step('an action makes forty projects', async () => {
  for (const [index, { name, domain }] of customers.entries()) {
    const made = await run('create_project', {
      name: slips[index % slips.length](name),
      identifier: `customer-${index + 1}`,
      ...(index % 4 === 0 ? { homepage: `https://www.${domain}/` } : {}),
    })
    assert.equal(made.ok, true, JSON.stringify(made))
    projects.set(name, made.output.project.id)
  }
  assert.equal((await redmine.call('GET', '/projects.json?limit=1')).json.total_count, 40)
})

step('a refused input is told in the tools own words', async () => {
  const refused = await run('create_project', { name: 'Twice', identifier: 'customer-1' })
  assert.equal(refused.ok, false)
  assert.match(refused.error, /Identifier has already been taken/)
})

step('all projects become options, over several pages', async () => {
  const result = await refresh()
  assert.equal(result.total, 40)
  assert.ok(result.pages >= 3, `${result.pages} pages`)
})

step('suggestions are right, and saved they become variables', async () => {
  const home = (await client.get('/api/v1/session')).json.home.id
  const body = csv.replace('domain', 'domains')
  const headers = { 'content-type': 'text/csv' }
  const imported = await client.call('POST', `/api/v1/organizations/import?parent_id=${home}`, body, headers)
  assert.equal((await client.job(imported.json)).result.imported, 40)

  const suggested = await client.job((await client.post(`${connection}/mapping/suggest`)).json)
  assert.equal(suggested.state, 'done', JSON.stringify(suggested))
  const saved = await client.post(`${connection}/mapping/save`, { edits: [], include_suggestions: true })
  assert.equal(saved.status, 200, saved.text)
  assert.ok(saved.json.saved >= 38, `only ${saved.json.saved} of 40 are mapped`)

  const query = 'include_descendants=true&kind=system&page_size=all'
  const variables = (await client.get(`/api/v1/variables?${query}`)).json.items
  assert.equal(variables.length, saved.json.saved)
  for (const { name, value, organization_name: organization } of variables) {
    assert.equal(name, 'redmine_project_id')
    assert.equal(value, String(projects.get(organization)), organization)
  }
})

step('an action for a customer really makes an issue in its project', async () => {
  const found = (await client.get('/api/v1/organizations?search=Harrow')).json.items[0]
  const made = await run('create_issue', { subject: 'The printer is on fire' }, found.id)
  assert.equal(made.ok, true, JSON.stringify(made))
  const { issue } = (await redmine.call('GET', `/issues/${made.output.issue.id}.json`)).json
  assert.equal(issue.subject, 'The printer is on fire')
  assert.equal(issue.project.id, projects.get('Harrow Legal LLP'))
  assert.equal(issue.author.name, 'Redmine Admin')

  const listed = await run('list_issues', {}, found.id)
  assert.equal(listed.row_count, 1, JSON.stringify(listed))
})

step('an archived project is gone from the tool, and its mapping stays', async () => {
  const archived = await redmine.call('PUT', '/projects/customer-1/archive.json')
  assert.equal(archived.status, 204, archived.text)
  assert.equal((await refresh()).gone, 1)
  const rows = (await client.get(`${connection}/mapping?status=gone`)).json.items
  assert.deepEqual(
    rows.map(({ organization, value }) => [organization.name, value]),
    [[customers[0].name, String(projects.get(customers[0].name))]],
  )
})
