// Storage that fails: PostgreSQL that is away, a full disk, a wrong master key.
import assert from 'node:assert/strict'
import { execFile, execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

import { administrator, root, run, serveAgain, until } from '../program.mjs'
import { editOf, key, mappedRows, onBothDatabases, save, scene, startHeldRefresh } from './scene.mjs'

/** Fails unless it is answered soon, as a problem of this status, code and text. */
async function refused(asked, status, code, detail) {
  const start = performance.now()
  const answer = await asked
  const took = performance.now() - start
  assert.equal(answer.status, status, answer.text)
  assert.equal(answer.headers.get('content-type'), 'application/problem+json')
  assert.equal(answer.json.code, code)
  assert.match(answer.json.detail, detail)
  assert.ok(took < 3000, `${took} ms`)
}

/** What PostgreSQL that is gone for ten seconds, which stand for a minute, means to people and to a job. */
async function away(cluster) {
  const { tool, server, client, path, home } = await scene({
    database: (await cluster('start')).trim(),
    count: 300,
    mapped: 2,
  })
  try {
    const [first, second] = await mappedRows(client, path)
    const edits = [editOf(first, second.value), editOf(second, first.value)]
    const refresh = await startHeldRefresh(tool, client, path)
    await until('the refresh is in the middle', refresh.isHeld)

    await cluster('stop', 'immediate')
    const goneSince = performance.now()
    // The tool goes on: the list comes while nobody can store it.
    refresh.release()
    const says = /^The database is away \(.+\)\. Wharf goes on by itself when it is back\.$/
    const { email, password } = administrator
    const asks = [
      () => client.get('/api/v1/overview'),
      () => client.get(`${path}/mapping`),
      () => save(client, path, edits),
      () => client.post('/api/v1/organizations', { name: 'Meanwhile', parent_id: home }),
      () => client.post('/api/v1/session', { email, password }),
      () => client.get('/readyz'),
    ]
    while (performance.now() - goneSince < 10_000) {
      for (const ask of asks) await refused(ask(), 503, 'database_unavailable', says)
      assert.equal((await client.get('/healthz')).status, 200)
      await sleep(500)
    }

    await cluster('up')
    await until('it is ready again by itself', async () => (await client.get('/readyz')).status === 200, 5)
    const rows = await mappedRows(client, path)
    assert.deepEqual(
      rows.map(({ value, version }) => [value, version]),
      [first, second].map(({ value, version }) => [value, version]),
    )
    const pulled = await client.job(refresh.job, 45)
    assert.equal(pulled.state, 'done', JSON.stringify(pulled))
    assert.equal(pulled.result.total, 300)
    const saved = await save(client, path, edits)
    assert.equal(saved.json.saved, 2, saved.text)
    const meanwhile = (await client.get('/api/v1/organizations?search=Meanwhile')).json
    assert.equal(meanwhile.total, 0, 'what was refused was not done')
  } finally {
    await server.stop()
  }
}

async function fullDisk() {
  let { tool, server, client, path, home } = await scene({ database: '', count: 300, mapped: 2 })
  // No file may grow: to the program a disk without room, and possible without being root.
  const room = (bytes) =>
    execFileSync('prlimit', ['--pid', String(server.program.child.pid), `--fsize=${bytes}:`])
  try {
    const [first, second] = await mappedRows(client, path)
    const edits = [editOf(first, second.value), editOf(second, first.value)]
    const refresh = await startHeldRefresh(tool, client, path)
    const importFile = (file) =>
      client.call('POST', `/api/v1/organizations/import?parent_id=${home}`, file, {
        'content-type': 'text/csv',
      })
    const rows = 3000
    const file = ['name', ...Array.from({ length: rows }, (_, n) => `Import ${n + 1}`)].join('\n')
    const imported = (await importFile(file)).json
    const done = async () => (await client.get(`/api/v1/jobs/${imported.id}`)).json.progress.done
    await until('both are in the middle', async () => refresh.isHeld() && (await done()) > 400)

    room(1)
    refresh.release()
    const says =
      /^The disk with the data folder is full\. Nothing was changed\. Free some space and try again\.$/
    for (let round = 0; round < 3; round += 1) {
      await refused(save(client, path, edits), 507, 'storage_full', says)
      await refused(importFile('name\nMeanwhile\n'), 507, 'storage_full', says)
      assert.deepEqual(await mappedRows(client, path), [first, second], 'all can be read')
    }

    room('unlimited')
    const job = await client.job(refresh.job)
    assert.equal(job.state, 'failed')
    assert.match(job.error.message, says)
    const saved = await save(client, path, edits)
    assert.equal(saved.json.saved, 2, saved.text)
    assert.equal((await client.job((await client.post(`${path}/options/refresh`)).json)).result.total, 300)
    const brokenOff = await client.job(imported)
    const brokenOffAt =
      /^The disk is full\. (\d+) rows .* are there\. Free some space and send the file again; .* skipped\.$/
    const [, some] = brokenOffAt.exec(brokenOff.error.message)
    const again = await client.job((await importFile(file)).json)
    assert.deepEqual(again.result, { imported: rows - some, skipped: Number(some), failed: 0, total: rows })

    // It was really stored: kill -9, and it is there.
    await server.stop('SIGKILL')
    server = await serveAgain(server)
    const values = (await mappedRows(server.client, path)).map(({ value }) => value)
    assert.deepEqual(values, [second.value, first.value])
    assert.equal((await server.client.get('/api/v1/organizations?search=Meanwhile')).json.total, 0)
  } finally {
    await server.stop()
  }
}

async function wrongKey(database) {
  let { tool, server, path } = await scene({ database, count: 3, mapped: 1 })
  const { data } = server
  const file = join(data, 'master.key')
  const args = [
    'serve',
    '--listen',
    '127.0.0.1:0',
    '--data',
    data,
    ...(database ? ['--database', database] : []),
  ]
  const other = Buffer.alloc(32, 7).toString('base64')
  const refusal = (says, env) => {
    const started = run(args, { env })
    assert.equal(started.code, 1, started.stdout)
    assert.match(started.stderr, says)
    assert.equal(started.stderr.trim().split('\n').length, 1)
    assert.doesNotMatch(started.stderr, new RegExp(other.slice(0, 20)))
  }
  try {
    await server.stop()
    const right = readFileSync(file, 'utf8')
    const wrong =
      /key does not belong to this database\. Give the key that it was set up with, .*; nothing was changed\./
    writeFileSync(file, other)
    refusal(wrong)
    writeFileSync(file, right)
    refusal(wrong, { WHARF_MASTER_KEY: other })
    refusal(/WHARF_MASTER_KEY: The master key is not base64 of 32 bytes\. Make one with: head/, {
      WHARF_MASTER_KEY: 'abc',
    })
    chmodSync(file, 0o644)
    refusal(/master\.key can be read by others\. Run: chmod 600 .*master\.key/)
    rmSync(file)
    refusal(/there is no master key: set WHARF_MASTER_KEY or put the key back into .*master\.key/)
    assert.equal(existsSync(file), false, 'no new key is made in silence')

    writeFileSync(file, right, { mode: 0o600 })
    server = await serveAgain(server, { database })
    tool.keys.clear()
    assert.equal((await server.client.post(`${path}/test`)).json.ok, true)
    assert.deepEqual([...tool.keys], [key], 'what was sealed opens')
  } finally {
    await server.stop()
  }
}

export function storage() {
  test('PostgreSQL is away: everybody is told at once, and all goes on by itself', async (t) => {
    if (!process.env.WHARF_TEST_POSTGRES) return t.skip('WHARF_TEST_POSTGRES is not set')
    const folder = mkdtempSync(join(tmpdir(), 'wharf-cluster-'))
    const command = join(root, 'scripts', 'postgres-cluster')
    const cluster = async (what, ...more) =>
      (await promisify(execFile)(command, [what, folder, ...more])).stdout
    try {
      await away(cluster)
    } finally {
      await cluster('stop', 'immediate').catch(() => {})
      rmSync(folder, { recursive: true, force: true })
    }
  })
  test('a full disk: what is saved is refused with the reason, and goes through when there is room', fullDisk)
  onBothDatabases('a wrong master key: it does not start, says what to do, and changes nothing', wrongKey)
}
