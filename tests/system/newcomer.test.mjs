// The newcomer's path through the API: install, use the sample tool, refresh, suggest, save, see the variable.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import { administrator, freshDatabase, root, serve, simulate } from './program.mjs'

const organizations = join(root, 'samples', 'organizations.csv')

async function pathOf(database) {
  const tools = []
  for (const integration of ['connectwise_psa', 'ninjaone', 'hudu']) {
    tools.push([integration, await simulate(integration, { organizations, seed: 7 })])
  }
  const server = await serve({ database, samples: tools })
  const { client } = server
  try {
    assert.equal((await client.get('/api/v1/setup')).json.needed, true)
    assert.equal((await client.post('/api/v1/setup', administrator)).status, 201)
    const session = (await client.get('/api/v1/session')).json
    const home = session.home.id

    const csv = readFileSync(organizations, 'utf8')
    const started = await client.call('POST', `/api/v1/organizations/import?parent_id=${home}`, csv.replace('domain', 'domains'), {
      'content-type': 'text/csv',
    })
    assert.equal(started.status, 202, started.text)
    const imported = await client.job(started.json)
    assert.equal(imported.state, 'done', JSON.stringify(imported))
    assert.equal(imported.result.imported, 40)

    for (const [integration] of tools) {
      const installed = await client.post(`/api/v1/integrations/${integration}/install`, { organization_id: home })
      assert.equal(installed.status, 201, installed.text)
      const again = await client.post(`/api/v1/integrations/${integration}/install`, { organization_id: home })
      assert.equal(again.json.created, false)
      const id = installed.json.connection.id

      const filled = await client.post(`/api/v1/connections/${id}/use-sample`)
      assert.equal(filled.status, 200, filled.text)
      assert.doesNotMatch(filled.text, /sample-(private_key|client_secret|api_key)/)
      const tested = await client.post(`/api/v1/connections/${id}/test`)
      assert.equal(tested.json.ok, true, tested.text)
      assert.equal(tested.json.health.state, 'healthy')

      const refreshed = await client.job((await client.post(`/api/v1/connections/${id}/options/refresh`)).json)
      assert.equal(refreshed.state, 'done', JSON.stringify(refreshed))
      assert.ok(refreshed.result.total > 30)

      const suggested = await client.job((await client.post(`/api/v1/connections/${id}/mapping/suggest`)).json)
      assert.equal(suggested.state, 'done', JSON.stringify(suggested))
      const before = (await client.get(`/api/v1/connections/${id}/mapping/summary`)).json
      assert.ok(before.suggested >= 30, `only ${before.suggested} suggestions`)
      assert.equal(before.mapped, 0)

      const page = (await client.get(`/api/v1/connections/${id}/mapping?status=suggested&sort=organization`)).json
      assert.equal(page.items.length, 10)
      assert.ok(page.items[0].suggestion.reason.length > 3)

      const saved = await client.post(`/api/v1/connections/${id}/mapping/save`, { edits: [], include_suggestions: true })
      assert.equal(saved.status, 200, saved.text)
      assert.equal(saved.json.saved, before.included)
      const after = (await client.get(`/api/v1/connections/${id}/mapping/summary`)).json
      assert.equal(after.mapped, before.included)
    }

    const variables = (await client.get('/api/v1/variables?include_descendants=true&kind=system&page_size=all')).json
    const names = new Set(variables.items.map((variable) => variable.name))
    assert.deepEqual([...names].sort(), ['cw_manage_company_id', 'hudu_company_id', 'ninja_org_id'])

    // Two people save the same mapping: the second learns who was faster.
    const connections = (await client.get('/api/v1/connections')).json.items
    const id = connections[0].id
    const row = (await client.get(`/api/v1/connections/${id}/mapping?status=mapped`)).json.items[0]
    const edit = { organization_id: row.organization.id, option_id: null, version: row.version }
    assert.equal((await client.post(`/api/v1/connections/${id}/mapping/save`, { edits: [edit] })).json.cleared, 1)
    const late = await client.post(`/api/v1/connections/${id}/mapping/save`, { edits: [edit] })
    assert.equal(late.status, 409)
    assert.equal(late.json.code, 'mapping_changed')

    // Uninstalling asks for the name, keeps the mappings, and installing brings them back.
    const integration = connections[0].integration_id
    const refused = await client.post(`/api/v1/integrations/${integration}/uninstall`, { organization_id: home })
    assert.equal(refused.json.code, 'confirmation_needed')
    const mapped = (await client.get(`/api/v1/connections/${id}/mapping/summary`)).json.mapped
    const gone = await client.post(`/api/v1/integrations/${integration}/uninstall`, {
      organization_id: home,
      confirm_name: connections[0].integration_name,
    })
    assert.equal(gone.status, 200, gone.text)
    const back = await client.post(`/api/v1/integrations/${integration}/install`, { organization_id: home })
    assert.equal(back.json.connection.id, id)
    assert.equal((await client.get(`/api/v1/connections/${id}/mapping/summary`)).json.mapped, mapped)

    for (const path of ['overview', 'navigation', 'integrations', 'mapping', 'mapping/summary', 'audit', 'settings', 'status', 'jobs', 'users', 'tokens', 'search?q=alder', 'tags']) {
      const answer = await client.get(`/api/v1/${path}`)
      assert.equal(answer.status, 200, `${path}: ${answer.text}`)
    }
  } finally {
    await server.stop()
    for (const [, tool] of tools) await tool.stop()
  }
}

test('a newcomer maps every customer in three tools, on SQLite', () => pathOf(''))

test('a newcomer maps every customer in three tools, on PostgreSQL', async (t) => {
  const database = await freshDatabase()
  if (!database) return t.skip('WHARF_TEST_POSTGRES is not set')
  await pathOf(database)
})
