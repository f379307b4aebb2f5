// What somebody does with connections: picks which customers are pulled, finds them, saves a part, takes that back.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'

import { openBrowser, openPage, pictureOf, settled, signInAs } from './browser.mjs'
import { administrator, root, serve, simulate } from './program.mjs'

const organizations = join(root, 'samples', 'organizations.csv')
const tools = []
const ids = {}
let browser
let server
let home

const get = async (path) => (await server.client.get(`/api/v1${path}`)).json
const post = async (path, body) => {
  const answer = await server.client.post(`/api/v1${path}`, body)
  assert.ok(answer.status < 300, `${path}: ${answer.text}`)
  return answer.json
}
const refresh = async (tool) => server.client.job(await post(`/connections/${ids[tool]}/options/refresh`))
const suggest = async (tool) => server.client.job(await post(`/connections/${ids[tool]}/mapping/suggest`))
const pick = async (filters) => {
  const path = `/api/v1/connections/${ids.connectwise_psa}`
  const { fields, version } = (await server.client.get(path)).json
  const changed = await server.client.patch(path, { fields: { ...fields, ...filters }, version })
  assert.equal(changed.status, 200, changed.text)
}

before(async () => {
  browser = await openBrowser()
  for (const integration of ['connectwise_psa', 'ninjaone']) {
    tools.push([integration, await simulate(integration, { organizations, seed: 7 })])
  }
  server = await serve({ organizations, samples: tools })
  assert.equal((await server.client.post('/api/v1/setup', administrator)).status, 201)
  home = (await get('/session')).home.id
  while ((await get('/organizations')).total < 41) await new Promise((resolve) => setTimeout(resolve, 50))
  for (const [integration] of tools) {
    ids[integration] = (await post(`/integrations/${integration}/install`, { organization_id: home })).connection.id
    await post(`/connections/${ids[integration]}/use-sample`)
    await post(`/connections/${ids[integration]}/test`)
    await refresh(integration)
    await suggest(integration)
  }
})
after(async () => {
  await browser?.close()
  await server?.stop()
  for (const [, tool] of tools) await tool.stop()
})

async function open(path) {
  const page = await openPage(browser, server.url)
  await signInAs(page, server.client)
  await page.goto(path)
  await settled(page)
  return page
}

test('who looks at one organization saves its suggestions and no others', async () => {
  const [customer, other] = (await get('/organizations?sort=name&page_size=2')).items
  const part = `?organization=${customer.id}`
  const path = `/connections/${ids.ninjaone}/mapping`
  assert.equal((await get(`${path}/summary${part}`)).included, 1)
  await post(`${path}/save${part}`, { edits: [], include_suggestions: true })
  assert.deepEqual(
    (await get(`${path}?status=mapped`)).items.map((row) => row.organization.id),
    [customer.id],
  )
  await server.client.call('DELETE', `/api/v1${path}/suggestions?organization=${other.id}`)
  assert.equal((await get(`${path}/summary`)).suggested, 38)
  assert.equal((await get(`${path}?updated_by=anna`)).total, 1)
  assert.equal((await get(`${path}?updated_by=nobody`)).total, 0)
})

test('the likeliest customers come first, with the reason, also where no page of rows was read', async () => {
  const row = (await get(`/connections/${ids.ninjaone}/mapping?status=suggested&sort=-organization`)).items[0]
  const path = `/connections/${ids.ninjaone}/options?for_organization=${row.organization.id}`
  const [first, second] = (await get(path)).items
  assert.equal(first.id, row.suggestion.option.id)
  assert.equal(first.score, row.suggestion.score)
  assert.equal(first.reason, row.suggestion.reason)
  assert.ok(second.score === null || second.score <= first.score)
  assert.equal((await get(`/connections/${ids.ninjaone}/options`)).items[0].score, null)
})

test('all tools at once are searched by a customer or its id, and a save there is taken back', async () => {
  const [row] = (await get(`/connections/${ids.connectwise_psa}/mapping?status=suggested`)).items
  const page = await open(`/mapping?q=${row.suggestion.option.id}`)
  try {
    await page.getByRole('rowheader', { name: row.organization.name }).waitFor()
    await page.getByRole('button', { name: 'Save mappings' }).click()
    await page.getByText('mappings saved').waitFor()
    assert.ok((await get('/mapping/summary')).filled > 70)
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('Save undone').waitFor()
    assert.equal((await get('/mapping/summary')).filled, 1)
    assert.deepEqual(page.complaints, [])
  } catch (failure) {
    failure.message += await pictureOf(page)
    throw failure
  }
  await page.context().close()
})

test('a status and a type, picked on the page, narrow what is pulled; what is gone then needs somebody', async () => {
  await suggest('connectwise_psa')
  await post(`/connections/${ids.connectwise_psa}/mapping/save`, { edits: [], include_suggestions: true })
  const all = (await refresh('connectwise_psa')).result.total
  const { today } = await get('/overview')
  assert.ok(
    today.some(({ title }) => /^Mapped \d\d organizations in ConnectWise PSA$/.test(title)),
    JSON.stringify(today),
  )

  const page = await open(`/connections/${ids.connectwise_psa}`)
  try {
    await page.getByRole('textbox', { name: 'Status' }).click()
    await page.getByRole('option', { name: 'Inactive' }).click()
    await page.getByRole('button', { name: 'Save configuration' }).click()
    await page.getByText('Configuration saved').waitFor()
    await page.getByRole('group', { name: 'Which customers are pulled' }).getByText('Inactive').waitFor()
    assert.deepEqual(page.complaints, [])
  } catch (failure) {
    failure.message += await pictureOf(page)
    throw failure
  }
  await page.context().close()
  const inactive = (await refresh('connectwise_psa')).result
  assert.ok(inactive.total > 0 && inactive.total < 10, JSON.stringify(inactive))
  const { needs_you: needs } = await get('/overview')
  assert.ok(
    needs.some(({ title }) => /mapped customers are gone from ConnectWise PSA/.test(title)),
    JSON.stringify(needs),
  )
  assert.equal((await get('/navigation')).needs_you, needs.length)

  await pick({ status: null, type: ['3'] })
  const prospects = (await refresh('connectwise_psa')).result.total
  assert.ok(prospects > 0 && prospects < 10)
  await pick({ status: ['1', '2'], type: null })
  assert.equal((await refresh('connectwise_psa')).result.total, all)
})

test('a host of its own is typed where the definition allows another', async () => {
  const page = await open(`/connections/${ids.connectwise_psa}`)
  try {
    await page.getByRole('textbox', { name: 'Cloud' }).click()
    await page.getByRole('option', { name: 'Another, typed' }).click()
    await page.getByRole('textbox', { name: 'Cloud, typed' }).fill('psa.example.com')
    await page.getByRole('button', { name: 'Save configuration' }).click()
    await page.getByText('Configuration saved').waitFor()
    assert.equal((await get(`/connections/${ids.connectwise_psa}`)).fields.host, 'psa.example.com')
  } catch (failure) {
    failure.message += await pictureOf(page)
    throw failure
  }
  await page.context().close()
})

test('the mapping waits for the first save, and comes after it', async () => {
  const hudu = (await post('/integrations/hudu/install', { organization_id: home })).connection.id
  const page = await open(`/connections/${hudu}/mapping`)
  try {
    await page.getByText('Save the configuration first').waitFor()
    assert.equal(await page.getByRole('table').count(), 0)
  } catch (failure) {
    failure.message += await pictureOf(page)
    throw failure
  }
  await page.context().close()
})

test('a connection that is shared is seen below, and uninstalling it tells who used it and what stays', async () => {
  const path = `/api/v1/connections/${ids.ninjaone}`
  const { version } = (await server.client.get(path)).json
  await server.client.patch(path, { share_with_descendants: true, version })
  const below = (await get('/organizations?sort=name&page_size=1')).items[0].id
  const { provided } = await get(`/integrations?organization=${below}`)
  assert.deepEqual(
    provided.map(({ id, provided_by: by, connections }) => [id, by, connections[0].id]),
    [['ninjaone', administrator.organization_name, ids.ninjaone]],
  )
  const dependents = await get(`/integrations/ninjaone/dependents?organization=${home}`)
  assert.equal(dependents.child_organizations, 40)
  assert.ok(dependents.text.includes('40 organizations below that may use it'), dependents.text.join())
  const gone = await post('/integrations/ninjaone/uninstall', { organization_id: home, confirm_name: 'NinjaOne' })
  assert.match(gone.leftover_notice, /In NinjaOne that key still works/)
})

test('the day on which a key ends is put in, and the overview reminds of it', async () => {
  const day = new Date(Date.now() + 7 * 24 * 3600 * 1000).toISOString().slice(0, 10)
  const page = await open(`/connections/${ids.connectwise_psa}`)
  try {
    await page.getByLabel('The key ends on').fill(day)
    await page.getByRole('button', { name: 'Save configuration' }).click()
    await page.getByText('Configuration saved').waitFor()
    await page.goto('/')
    await page.getByText('The key of ConnectWise PSA ends in 7 days').waitFor()
  } catch (failure) {
    failure.message += await pictureOf(page)
    throw failure
  }
  await page.context().close()
  assert.equal((await get(`/connections/${ids.connectwise_psa}`)).expires_on, day)
  assert.equal((await get('/navigation')).needs_you, (await get('/overview')).needs_you.length)
})
