// Files as people have them: another encoding, a mark, a quote left open, names that are nearly the same, 100 MB.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'

import { administrator, serve, until } from '../program.mjs'

const csv = { 'content-type': 'text/csv' }
const megabyte = 1 << 20

/** A fresh server, the ways to preview and to import below its root, and the names that are there then. */
async function importer() {
  const server = await serve()
  const { client } = server
  await client.post('/api/v1/setup', administrator)
  const home = (await client.get('/api/v1/session')).json.home.id
  const target = `/api/v1/organizations/import?file_name=customers.csv&parent_id=${home}`
  const preview = (bytes) => client.call('POST', `${target}&preview=true`, bytes, csv)
  const start = (bytes) => client.call('POST', target, bytes, csv)

  /** The job's result and what its report says of rows that were not imported. */
  async function run(bytes) {
    const started = await start(bytes)
    assert.equal(started.status, 202, started.text)
    const job = await client.job(started.json)
    assert.equal(job.state, 'done', JSON.stringify(job))
    const { items } = (await client.get(`/api/v1/jobs/${job.id}/report?page_size=all`)).json
    const problems = items.filter(({ outcome }) => outcome !== 'imported')
    return {
      ...job.result,
      problems: problems.map(({ line, outcome, code, message }) => [line, outcome, code, message]),
    }
  }
  async function names() {
    const { items } = (await client.get('/api/v1/organizations?page_size=all&sort=name')).json
    return items.filter(({ is_root }) => !is_root).map(({ name }) => name)
  }
  return { server, client, home, preview, start, run, names }
}

const utf16be = (text) => Buffer.from(text, 'utf16le').swap16()

async function encodings() {
  const { server, preview, run, names } = await importer()
  try {
    const guessed = /looks like UTF-16, so it was read as that\. If the text looks wrong, save it as UTF-8/
    const western =
      /is not UTF-8, so it was read as Windows-1252\. If accented letters look wrong, save it as UTF-8/
    const cases = [
      ['UTF-8', Buffer.from('\ufeffname;domain\nMüller & Söhne;mueller.example\n')],
      ['UTF-16 LE', Buffer.from('\ufeffname\tdomain\r\nGröße\tgroesse.example\r\n', 'utf16le')],
      ['UTF-16 BE', utf16be('\ufeffname,domain\nÉtoile,etoile.example\n')],
      ['UTF-16 LE', Buffer.from('name,domain\nÅngström,angstrom.example\n', 'utf16le'), guessed],
      [
        'Windows-1252',
        Buffer.from(
          'sep=;\nname;domain\nBär “Söhne”;baer.example\n'.replace('“', '\x93').replace('”', '\x94'),
          'latin1',
        ),
        western,
      ],
    ]
    for (const [encoding, bytes, notice] of cases) {
      const seen = (await preview(bytes)).json
      assert.equal(seen.encoding, encoding)
      assert.deepEqual(
        seen.columns.map(({ field }) => field),
        ['name', 'domains'],
      )
      if (notice) assert.match(seen.notices[0], notice)
      else assert.deepEqual(seen.notices, [])
      const { imported } = await run(bytes)
      assert.equal(imported, 1)
    }
    assert.deepEqual(
      new Set(await names()),
      new Set(['Müller & Söhne', 'Größe', 'Étoile', 'Ångström', 'Bär “Söhne”']),
    )
  } finally {
    await server.stop()
  }
}

async function rubbish() {
  const { server, client, preview, start, names } = await importer()
  try {
    const workbook = Buffer.from('504b03041400060008000000210062ee9d685e0100009004000013000802', 'hex')
    const cases = [
      [
        workbook,
        422,
        'csv_nul_byte',
        /Line 1: the file holds a NUL byte, so it is no text\. Save it again as "CSV UTF-8"\./,
      ],
      ['', 422, 'csv_empty', /The file is empty\. Its first line must name the columns\./],
      [
        'customer;town\nA;B\n',
        422,
        'column_missing',
        /No column holds the name\. Call it name; the file has: customer, town\./,
      ],
      [`${'ü'.repeat(999)}\nA\n`, 422, 'column_missing', /the file has: ü{10,200}\./],
      [`name\n${'x'.repeat(2 * megabyte)}\n`, 202],
    ]
    for (const [bytes, status, code, detail] of cases) {
      for (const ask of status === 202 ? [start] : [preview, start]) {
        const answer = await ask(bytes)
        assert.equal(answer.status, status, answer.text)
        if (status === 202) continue
        assert.equal(answer.json.code, code)
        assert.match(answer.json.detail, detail)
      }
    }
    assert.deepEqual(await names(), [])
    const jobs = (await client.get('/api/v1/jobs?kind=import_organizations')).json.items
    const [job] = await Promise.all(jobs.map((one) => client.job(one)))
    const { items } = (await client.get(`/api/v1/jobs/${job.id}/report`)).json
    assert.match(
      items[0].message,
      /Line 2: a field is longer than 1048576 bytes\. Look for a missing quote\./,
    )
  } finally {
    await server.stop()
  }
}

async function openQuote() {
  const { server, preview, run, names } = await importer()
  try {
    const file = 'name,domain\nBefore,before.example\n"Never closed,open.example\nAfter,after.example\n'
    const says =
      'Line 3: a quote opens here and is never closed. Close it, or double a quote that belongs to the text.'
    const seen = (await preview(file)).json
    assert.deepEqual(seen.problems, [{ line: 3, code: 'INVALID_FORMAT', message: says }])
    const { problems, imported } = await run(file)
    assert.equal(imported, 1)
    assert.deepEqual(problems, [[3, 'failed', 'INVALID_FORMAT', says]])
    assert.deepEqual(await names(), ['Before'])
    // Corrected and sent again: what is there stays, the rest comes.
    const again = await run(file.replace('"Never', 'Never'))
    assert.equal(again.imported, 2)
    assert.deepEqual(again.problems, [
      [2, 'skipped', 'DUPLICATE_IN_DATABASE', 'There is such an organization already; it stays as it is.'],
    ])
  } finally {
    await server.stop()
  }
}

async function nearlySame() {
  const { server, run, names } = await importer()
  try {
    const file = ['name', 'Café', 'CAFÉ', 'Cafe\u0301', 'ｃａｆé', 'Cafe', 'Straße', 'STRASSE'].join('\n')
    const { problems } = await run(file)
    const twice = (line, first) => [
      line,
      'failed',
      'DUPLICATE_IN_FILE',
      `The name stands in line ${first} already. Leave one of them out.`,
    ]
    assert.deepEqual(problems, [twice(3, 2), twice(4, 2), twice(5, 2), twice(8, 7)])
    const later = await run('name\ncafÉ\nstrasse\n')
    assert.deepEqual(
      later.problems.map(([, , code]) => code),
      ['DUPLICATE_IN_DATABASE', 'DUPLICATE_IN_DATABASE'],
    )
    assert.deepEqual(new Set(await names()), new Set(['Café', 'Cafe', 'Straße']))
  } finally {
    await server.stop()
  }
}

/** Announces a file of so many bytes, without having signed in, and sends only the first of them. */
function upload(server, announced, sent) {
  const headers = { 'content-length': announced }
  const sending = request(`${server.url}/api/v1/organizations/import`, {
    method: 'POST',
    agent: false,
    headers,
  })
  const state = { status: 0, detail: '', close: () => sending.destroy() }
  state.ended = new Promise((resolve) => {
    sending.on('error', resolve)
    sending.on('response', async (response) => {
      state.status = response.statusCode
      state.detail = JSON.parse(await text(response)).detail
      resolve()
    })
  })
  sending.flushHeaders()
  if (sent) sending.write(Buffer.alloc(sent, 'x'))
  return state
}

const memoryOf = (server, what) => {
  const status = readFileSync(`/proc/${server.program.child.pid}/status`, 'utf8')
  return Number(new RegExp(`${what}:\\s+(\\d+) kB`).exec(status)[1]) / 1024
}

async function hugeFile() {
  const { server, names } = await importer()
  try {
    for (const size of [100 * megabyte + 1, 2 ** 40]) {
      const start = performance.now()
      const refused = upload(server, size, 0)
      await refused.ended
      assert.equal(refused.status, 413)
      assert.match(
        refused.detail,
        /larger than the 100 MB that this address takes\. Send it in smaller parts\./,
      )
      const took = performance.now() - start
      assert.ok(took < 3000, `${took} ms`)
    }
    assert.deepEqual(await names(), [])
  } finally {
    await server.stop()
  }
}

async function manyAtOnce() {
  const { server, client, home, start, names } = await importer()
  try {
    const before = memoryOf(server, 'VmRSS')
    const uploads = Array.from({ length: 4 }, () => upload(server, 100 * megabyte, 80 * megabyte))
    await until('one is asked to come again', () => uploads.some(({ status }) => status), 60)
    for (const { status, detail } of uploads.filter((one) => one.status)) {
      assert.equal(status, 503)
      assert.equal(detail, 'Others are sending large files just now. Try again in a minute.')
    }
    // Who saves something of an ordinary size is not kept from it.
    assert.equal((await client.post('/api/v1/organizations', { name: 'Small', parent_id: home })).status, 201)
    for (const { close } of uploads) close()
    await until(
      'there is room again',
      async () => (await start(`name,note\nLarge,${'x'.repeat(500_000)}\n`)).status === 202,
    )
    await until('it is imported', async () => (await names()).length === 2)
    const more = memoryOf(server, 'VmHWM') - before
    assert.ok(more < 450, `${more} MB more`)
  } finally {
    await server.stop()
  }
}

export function files() {
  test('a CSV in any encoding, with a mark or without, is read; a guess is told', encodings)
  test('what is no list of organizations is refused with the reason', rubbish)
  test(
    'a quote left open: what came before is imported, its line is told, and a second go is safe',
    openQuote,
  )
  test('names that differ only in case or Unicode form are one organization', nearlySame)
  test('a CSV of more than 100 MB is refused before it is read', hugeFile)
  test('large uploads by many at once are held to a memory for all, and keep nobody from saving', manyAtOnce)
}
