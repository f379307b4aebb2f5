// kill -9 in the middle of a save, a refresh and an import: what was confirmed is there, nothing is there by half or
// twice, and jobs go on after the next start.
import assert from 'node:assert/strict'

import { serveAgain, until } from '../program.mjs'
import { editOf, mappedRows, onBothDatabases, save, scene } from './scene.mjs'

const csv = { 'content-type': 'text/csv' }

async function betweenSaves(database) {
  let { server, path } = await scene({ database, count: 400, mapped: 240 })
  try {
    // Every organization gets another option than its own, 20 at a time, by four people at once.
    const rows = await mappedRows(server.client, path)
    const wanted = new Map(rows.map((row, n) => [row.organization.id, String(241 + (n % 160))]))
    const edits = (batch) => batch.map((row) => editOf(row, wanted.get(row.organization.id)))
    const batches = []
    for (let n = 0; n < rows.length; n += 20) batches.push(rows.slice(n, n + 20))

    const confirmed = new Set()
    const waiting = [...batches]
    const person = async () => {
      for (let batch = waiting.shift(); batch; batch = waiting.shift()) {
        const answer = await save(server.client, path, edits(batch)).catch(() => null)
        if (!answer) return
        assert.equal(answer.status, 200, answer.text)
        confirmed.add(batch)
        if (confirmed.size === 4) server.program.child.kill('SIGKILL')
      }
    }
    await Promise.all([person(), person(), person(), person()])
    await server.stop('SIGKILL')
    assert.ok(
      confirmed.size >= 4 && confirmed.size < batches.length,
      `${confirmed.size} saves of ${batches.length}`,
    )

    server = await serveAgain(server, { database })
    const { client } = server
    const now = new Map((await mappedRows(client, path)).map((row) => [row.organization.id, row.value]))
    for (const batch of batches) {
      const done = batch.filter(({ organization: { id } }) => now.get(id) === wanted.get(id)).length
      if (confirmed.has(batch)) assert.equal(done, batch.length, 'a confirmed save is there')
      else assert.ok(done === 0 || done === batch.length, `${done} of the ${batch.length} of one save`)
    }
    // Whoever got no answer saves again: what was stored all the same is told, the rest is saved.
    for (const batch of batches.filter((one) => !confirmed.has(one))) {
      const answer = await save(client, path, edits(batch))
      if (answer.status === 200) continue
      assert.equal(answer.json.code, 'mapping_changed')
      assert.match(
        answer.json.errors[0].message,
        /was mapped to Customer \d+ by Anna Berg (just now|\d+ s ago)/,
      )
    }
    const values = async (items) => new Map((await items).map((one) => [one.organization_id, one.value]))
    assert.deepEqual(
      new Map((await mappedRows(client, path)).map((row) => [row.organization.id, row.value])),
      wanted,
    )
    // The variables are the mappings, and the log knows each change once: mapped at the import, and saved here.
    const variables = client.get('/api/v1/variables?include_descendants=true&kind=system&page_size=all')
    assert.deepEqual(await values(variables.then(({ json }) => json.items)), wanted)
    assert.equal((await client.get('/api/v1/audit?action=mapping.saved')).json.total, 2 * rows.length)
  } finally {
    await server.stop()
  }
}

async function inJobs(database) {
  let { tool, server, path, home } = await scene({ database, count: 400, mapped: 3 })
  const rows = 3000
  const file = ['name', ...Array.from({ length: rows }, (_, n) => `Import ${n + 1}`), 'import 1'].join('\n')
  try {
    let held = false
    tool.before = (page) => page > 1 && new Promise(() => (held = true))
    const refresh = (await server.client.post(`${path}/options/refresh`)).json
    const target = `/api/v1/organizations/import?parent_id=${home}&file_name=customers.csv`
    const started = (await server.client.call('POST', target, file, csv)).json
    const read = async (job) => (await server.client.get(`/api/v1/jobs/${job.id}`)).json
    const report = async () =>
      (await server.client.get(`/api/v1/jobs/${started.id}/report?page_size=all`)).json
    const isImport = ({ name }) => name.startsWith('Import ')
    const names = async () =>
      (await server.client.get('/api/v1/organizations?page_size=all')).json.items
        .filter(isImport)
        .map(({ name }) => name)
    await until('both are in the middle', async () => held && (await read(started)).progress.done > 400)
    const confirmed = (await report()).items.map(({ name }) => name)
    assert.ok(confirmed.length > 400)
    assert.equal((await read(started)).state, 'running')
    await server.stop('SIGKILL')

    tool.before = () => {}
    server = await serveAgain(server, { database })
    const { client } = server
    const there = new Set(await names())
    const lost = confirmed.filter((name) => !there.has(name))
    assert.deepEqual(lost, [], 'what the report said is there')
    // Until it is sure that nobody works on them any more, they say how far they came.
    assert.equal((await read(refresh)).progress.text, 'page 1, 100 customers')
    const [pulled, imported] = await Promise.all([client.job(refresh, 60), client.job(started, 60)])

    assert.equal(pulled.state, 'done', JSON.stringify(pulled))
    assert.deepEqual(pulled.result, { total: 400, added: 0, renamed: 0, gone: 0, pages: 5, warnings: [] })
    const summary = (await client.get(`${path}/mapping/summary`)).json
    assert.equal(summary.options.count, 400)
    assert.equal(summary.mapped, 3)

    assert.equal(imported.state, 'done', JSON.stringify(imported))
    assert.deepEqual(imported.result, { imported: rows, skipped: 0, failed: 1, total: rows + 1 })
    assert.equal((await names()).length, rows)
    const { items, total } = await report()
    assert.equal(total, rows + 1)
    assert.equal(items.at(-1).message, 'The name stands in line 2 already. Leave one of them out.')
    const log = (await client.get('/api/v1/audit?action=organization.created&search=Import%20')).json
    assert.equal(log.total, rows)
  } finally {
    await server.stop()
  }
}

export function killed() {
  onBothDatabases('kill -9 between saves of mappings', betweenSaves)
  onBothDatabases('kill -9 in the middle of a refresh and an import', inJobs)
}
