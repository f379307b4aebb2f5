// Mappings as files, organizations from a tool's customers, and the filters of the activity, through HTTP.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'

import { administrator, freshDatabase, root, serve, simulate } from './program.mjs'

const csv = { 'content-type': 'text/csv' }

async function run(database) {
  const tool = await simulate('hudu', { organizations: join(root, 'samples', 'organizations.csv'), seed: 3 })
  const server = await serve({ database, samples: [['hudu', tool]] })
  const { client } = server
  try {
    await client.post('/api/v1/setup', administrator)
    const home = (await client.get('/api/v1/session')).json.home.id
    const installed = await client.post('/api/v1/integrations/hudu/install', { organization_id: home })
    const id = installed.json.connection.id
    await client.post(`/api/v1/connections/${id}/use-sample`)
    await client.post(`/api/v1/connections/${id}/test`)
    await client.job((await client.post(`/api/v1/connections/${id}/options/refresh`)).json)

    // Every customer of the tool becomes an organization that is mapped at once.
    const started = await client.post(`/api/v1/connections/${id}/import-organizations`, { parent_id: home })
    assert.equal(started.status, 202, started.text)
    const imported = await client.job(started.json)
    assert.equal(imported.state, 'done', JSON.stringify(imported))
    assert.ok(imported.result.imported > 30, JSON.stringify(imported.result))
    assert.equal(imported.has_report, true)
    const report = (await client.get(`/api/v1/jobs/${imported.id}/report?outcome=imported&page_size=all`)).json
    assert.equal(report.total, imported.result.imported)
    const summary = (await client.get(`/api/v1/connections/${id}/mapping/summary`)).json
    assert.equal(summary.mapped, imported.result.imported)
    assert.equal(summary.last_save.id, imported.result.save_id)

    // Out and in again: nothing to do.
    const file = await client.get(`/api/v1/connections/${id}/mapping.csv`)
    assert.match(file.headers.get('content-type'), /text\/csv/)
    const same = await client.call('POST', `/api/v1/connections/${id}/mapping/import`, file.text, csv)
    assert.equal(same.status, 200, same.text)
    assert.equal(same.json.edits.length, 0)
    assert.equal(same.json.failed, 0, same.text)

    // A dry run changes nothing; then it is done and can be taken back.
    const mapped = (await client.get(`/api/v1/connections/${id}/mapping?status=mapped&page_size=25`)).json.items
    const [first, second] = mapped
    const swap = `organization,option_id\n${first.organization.id},${second.value}\n${second.organization.id},${first.value}\nNobody,1\n`
    const path = `/api/v1/connections/${id}/mapping/import`
    const preview = await client.call('POST', path, swap, csv)
    assert.equal(preview.json.edits.length, 2, preview.text)
    assert.deepEqual(preview.json.problems.map((problem) => [problem.line, problem.code]), [[4, 'NOT_FOUND']])
    assert.equal(preview.json.save_id, null)
    const saved = await client.call('POST', `${path}?preview=false`, swap, csv)
    assert.ok(saved.json.save_id, saved.text)
    const row = (await client.get(`/api/v1/connections/${id}/mapping?organization=${first.organization.id}`)).json.items[0]
    assert.equal(row.value, second.value)
    const undone = await client.post(`/api/v1/connections/${id}/mapping/undo`, { save_id: saved.json.save_id })
    assert.equal(undone.json.restored, 2, undone.text)
    const broken = await client.call('POST', path, 'a,b\n1,2\n', csv)
    assert.equal(broken.status, 422)
    assert.equal(broken.json.code, 'column_missing')

    const all = await client.get('/api/v1/mapping.csv')
    assert.equal(all.status, 200)
    assert.match(all.text, /^integration,connection,/)
    const grid = (await client.get('/api/v1/mapping?search=a&page_size=10')).json
    assert.equal(grid.connections.length, 1)
    assert.equal(grid.items[0].cells.length, 1)

    const failed = (await client.get(`/api/v1/connections/${id}/activity?status=failed`)).json
    const good = (await client.get(`/api/v1/connections/${id}/activity?status=ok&page_size=1`)).json
    assert.equal(failed.total, 0)
    assert.ok(good.total > 1)
    assert.ok(good.items[0].why.length > 3)
    const next = (await client.get(`/api/v1/connections/${id}/activity?status=ok&page=2&page_size=1&until=${good.until}`)).json
    assert.notEqual(next.items[0].id, good.items[0].id)
    assert.equal((await client.get(`/api/v1/connections/${id}/filters`)).status, 200)
  } finally {
    await server.stop()
    await tool.stop()
  }
}

test('mappings as files and organizations from customers, on SQLite', () => run(''))
test('the same on PostgreSQL', async (t) => {
  const database = await freshDatabase()
  if (!database) return t.skip('WHARF_TEST_POSTGRES is not set')
  await run(database)
})
