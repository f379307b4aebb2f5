// A vendor that breaks in every way that vendors do: what a person reads then, and that nothing confirmed is lost.
import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { gzipSync } from 'node:zlib'

import { startNginx } from './nginx.mjs'
import { Client, installed, root, serve, until } from './program.mjs'
import { good, json, listen, stopVendors } from './vendor.mjs'

const key = 'the-key-of-the-vendor-tests'
let nginx
let server
let client
let home

before(async () => {
  nginx = await startNginx()
  server = await serve({ args: ['--ca-file', nginx.ca] })
  client = server.client
  await installed(server, 'hudu', {})
  home = (await client.get('/api/v1/session')).json.home.id
})
after(async () => {
  await server?.stop()
  await nginx?.stop()
  stopVendors()
})

async function connect(name, send_to, by = client) {
  const made = await by.post('/api/v1/connections', { integration_id: 'hudu', organization_id: home, name })
  assert.equal(made.status, 201, made.text)
  const path = `/api/v1/connections/${made.json.id}`
  const edit = { fields: { host: 'vendor.example' }, secrets: { api_key: key }, send_to, version: made.json.version }
  const saved = await by.patch(path, edit)
  assert.equal(saved.status, 200, saved.text)
  return path
}

const run = async (path) => (await client.post(`${path}/test`)).json
const refresh = async (path) => client.job((await client.post(`${path}/options/refresh`)).json)

/** A connection with three options and one mapping that works, whose vendor then becomes this one. */
async function broken(name, handler) {
  let current = good
  const path = await connect(name, await listen((request, answer) => current(request, answer)))
  assert.equal((await refresh(path)).result.total, 3)
  const customer = await client.post('/api/v1/organizations', { name, parent_id: home })
  const edits = [{ organization_id: customer.json.id, option_id: '2', version: 0 }]
  const saved = await client.post(`${path}/mapping/save`, { edits, include_suggestions: false })
  assert.equal(saved.status, 200, saved.text)
  current = handler
  return path
}

async function nothingLost(path) {
  const options = (await client.get(`${path}/options`)).json
  assert.deepEqual(options.items.map((option) => [option.name, option.state]).sort(), [
    ['Customer 1', 'current'],
    ['Customer 2', 'current'],
    ['Customer 3', 'current'],
  ])
  const { items } = (await client.get(`${path}/mapping?status=mapped`)).json
  assert.equal(items.length, 1)
  assert.equal(items[0].option.name, 'Customer 2')
}

/** Both ways to call: what the test and the refresh say, and that all is there afterwards. */
function fault(title, handler, says, { headline = /Hudu/, refreshed = says } = {}) {
  test(title, async () => {
    const path = await broken(title, handler)
    const tested = await run(path)
    assert.equal(tested.ok, false, JSON.stringify(tested))
    assert.match(tested.health.detail, says)
    assert.match(tested.health.headline, headline)
    const job = await refresh(path)
    assert.equal(job.state, 'failed', JSON.stringify(job))
    assert.match(job.error.message, refreshed)
    for (const text of [JSON.stringify(job), JSON.stringify(tested), (await client.get(`${path}/activity`)).text]) {
      assert.ok(!text.includes(key))
    }
    await nothingLost(path)
  })
}

// Alone, since it measures memory.
test('a reply of two gigabytes is refused, announced or not, in little memory', async () => {
  const stream = await listen((_, answer) => {
    answer.writeHead(200, { 'content-type': 'application/json' })
    const piece = Buffer.alloc(1 << 20, ' ')
    const more = () => {
      while (!answer.destroyed && answer.write(piece));
    }
    answer.on('drain', more)
    more()
  })
  for (const [name, url] of [
    ['announced', nginx.endless],
    ['endless', stream],
  ]) {
    const { ok, health } = await run(await connect(name, url))
    assert.equal(ok, false)
    assert.match(health.detail, /Hudu answered too much/)
  }
  const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${server.program.child.pid}/status`, 'utf8'))[1]
  assert.ok(Number(peak) < 200 * 1024, `${peak} kB`)
})

describe('a vendor that is broken', { concurrency: 4 }, () => {
  const strange = /does not answer as it should/
  fault(
    'a web page instead of data',
    (_, answer) => answer.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><p>Sign in</p>'),
    /web page came instead of data\. The address is probably wrong/,
    { headline: strange },
  )
  fault('no content at all', (_, answer) => answer.writeHead(204).end(), /not what Hudu gives/, {
    headline: strange,
    refreshed: /without any content where its customers should be\. The 3 that are known stay/,
  })
  fault(
    'half a body',
    (_, answer) => {
      answer.writeHead(200, { 'content-type': 'application/json', 'content-length': 1000 })
      answer.write('{"companies": [')
      setTimeout(() => answer.destroy(), 20)
    },
    /Hudu broke off\. .* ended the connection before its reply was whole\. Try again/,
  )
  fault(
    'a chunked reply that ends early',
    (_, answer) => {
      answer.writeHead(200, { 'content-type': 'application/json' })
      answer.write('{"companies": [')
      setTimeout(() => answer.destroy(), 20)
    },
    /Hudu broke off\. .* ended the connection before its reply was whole/,
  )
  fault(
    'half a document in a whole body',
    (_, answer) => answer.writeHead(200, { 'content-type': 'application/json' }).end('{"companies": [{"id"'),
    /not whole JSON.* near byte 20 of 20/,
    { headline: strange },
  )
  fault(
    'a header of a megabyte',
    (_, answer) => {
      answer.socket.end(`HTTP/1.1 200 OK\r\nX-Long: ${'x'.repeat(1 << 20)}\r\nContent-Length: 2\r\n\r\n{}`)
    },
    /Hudu answered something that cannot be read\. .* header is too large/,
    { headline: strange },
  )
  const bomb = gzipSync(Buffer.alloc(100 << 20))
  fault(
    'a gzip bomb',
    (_, answer) => answer.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(bomb),
    /Hudu answered too much\. .*larger than the limit of 67108864 bytes/,
    { headline: strange },
  )
  fault(
    'a redirect to the metadata of a cloud',
    (_, answer) => answer.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data/' }).end(),
    /Hudu was not called\. The address 169\.254\.169\.254 is a link-local address.*administrator/,
    { headline: /Wharf may not call this address/ },
  )
  fault(
    'a server that fails',
    (_, answer) => json(answer, { error: 'out of order' }, 500),
    /Hudu answered 500 .*out of order/,
  )
  fault('a wrong key', (_, answer) => json(answer, { error: 'no such key' }, 401), /Hudu answered 401 .*no such key/, {
    headline: /Hudu refuses this key/,
  })

  test('certificates are checked, and only an administrator may switch that off', async () => {
    const good = await run(await connect('good certificate', nginx.good))
    assert.equal(good.health.detail, 'Hudu 2.44.0 answered.')
    const says = {
      other_name: /is for another name \(other\.example\)/,
      expired: /has expired; its owner must renew it/,
      self_signed: /is self-signed/,
    }
    let path
    for (const [name, words] of Object.entries(says)) {
      path = await connect(name, nginx[name])
      const { ok, health } = await run(path)
      assert.equal(ok, false)
      assert.match(health.detail, words)
      assert.equal(health.headline, 'The connection to Hudu is not safe')
    }

    const grants = [{ organization_id: home, role: 'editor' }]
    const invited = await client.post('/api/v1/users', { name: 'Ed', email: 'ed@northbridge.example', grants })
    const editor = new Client(server.url)
    const token = invited.json.invitation_url.split('/').pop()
    await editor.post(`/api/v1/invitations/${token}`, { password: 'a long enough pass phrase' })
    const { version } = (await client.get(path)).json
    const refused = await editor.patch(path, { verify_tls: false, version })
    assert.equal(refused.status, 403, refused.text)
    assert.match(refused.json.detail, /Only an administrator may switch the check of certificates off/)
    assert.equal((await run(path)).ok, false)

    const allowed = await client.patch(path, { verify_tls: false, version })
    assert.equal(allowed.status, 200, allowed.text)
    assert.equal((await run(path)).ok, true)
    assert.match((await client.get('/api/v1/audit')).text, /verify_tls/)
  })

  test('a vendor that hangs holds a test for 15 seconds and nobody else', async () => {
    const silent = await listen(() => {})
    const paths = [await connect('silent', silent), await connect('trickle', nginx.trickle)]
    const start = performance.now()
    const tests = paths.map((path) => run(path))
    const looks = setInterval(async () => {
      const asked = performance.now()
      await client.get('/api/v1/overview')
      slowest = Math.max(slowest, performance.now() - asked)
    }, 500)
    let slowest = 0
    const ended = await Promise.all(tests)
    clearInterval(looks)
    for (const { ok, health } of ended) {
      assert.equal(ok, false)
      assert.equal(health.headline, 'Hudu does not answer in time')
      assert.match(health.detail, /Hudu did not answer in time\. The time limit of 15 s ran out while .*Try again/)
    }
    const took = performance.now() - start
    assert.ok(took > 14_000 && took < 18_000, `${took} ms`)
    assert.ok(slowest < 1000, `${slowest} ms`)
  })

  test('what passes is waited out: 429 with Retry-After, then 500', async () => {
    const answers = [
      [429, { 'retry-after': '1' }],
      [429, { 'retry-after': '1' }],
      [500, {}],
    ]
    const path = await broken('passing', (request, answer) => {
      const [status, headers] = answers.shift() ?? [200]
      if (status !== 200) json(answer, { error: 'not now' }, status, headers)
      else good(request, answer)
    })
    const { ok, health } = await run(path)
    assert.equal(ok, true, JSON.stringify(health))
    const calls = (await client.get(`${path}/activity`)).json.items.filter((call) => call.source === 'test')
    assert.deepEqual(
      calls.map((call) => call.status),
      [200, 500, 429, 429],
    )
    assert.ok(calls[2].waited_ms >= 900)
  })

  test('429 for a minute: the refresh says that it waits, and goes on by itself', async () => {
    let limited = 0
    const path = await broken('a minute', (_, answer) => {
      limited += 1
      if (limited > 1) good({ url: '/api/v1/companies' }, answer)
      else json(answer, { error: 'too many' }, 429, { 'retry-after': '4' })
    })
    const job = (await client.post(`${path}/options/refresh`)).json
    const says = /^Hudu answered 429; it is called again in \d s$/
    await until('the job says what it waits for', async () =>
      says.test((await client.get(`/api/v1/jobs/${job.id}`)).json.progress.text),
    )
    const ended = await client.job(job)
    assert.equal(ended.state, 'done', JSON.stringify(ended))
    assert.equal(ended.result.total, 3)
    assert.equal(limited, 2, 'it does not ask before the time')
    await nothingLost(path)
  })

  // Twelve seconds stand for the minute: the waits grow from 0.1 s on whatever the vendor says.
  test('429 again and again with a wait that is never enough: asked less and less often, and waited out', async () => {
    let asked = 0
    let end = 0
    const path = await broken('again and again', (_, answer) => {
      asked += 1
      end ||= performance.now() + 12_000
      if (performance.now() > end) good({ url: '/api/v1/companies' }, answer)
      else json(answer, { error: 'too many' }, 429, { 'retry-after': '0' })
    })
    const job = await refresh(path)
    assert.equal(job.state, 'done', JSON.stringify(job))
    assert.ok(asked < 12, `asked ${asked} times`)
    await nothingLost(path)
  })

  // A second for each call stands for the minute that one may take: the rest is longer than that.
  test('a refresh that begins while the vendor wants rest waits it out and does not ask before', async () => {
    const catalog = mkdtempSync(join(tmpdir(), 'wharf-catalog-'))
    cpSync(join(root, 'catalog', 'hudu'), join(catalog, 'hudu'), { recursive: true })
    const file = join(catalog, 'hudu', 'integration.yaml')
    const list = 'request: {get: /companies}'
    const text = readFileSync(file, 'utf8')
    assert.ok(text.includes(list))
    writeFileSync(file, text.replace(list, 'request: {get: /companies, timeout: 1s}'))
    const hurried = await serve({ catalog })
    try {
      const asked = []
      const send_to = await listen((request, answer) => {
        asked.push(performance.now())
        if (asked.length > 1) good(request, answer)
        else json(answer, { error: 'too many' }, 429, { 'retry-after': '4' })
      })
      const edit = { fields: { host: 'vendor.example' }, secrets: { api_key: key }, send_to }
      const path = await installed(hurried, 'hudu', edit)
      const tested = hurried.client.post(`${path}/test`)
      await until('the vendor asks for rest', () => asked.length)
      const started = await hurried.client.post(`${path}/options/refresh`)
      const job = await hurried.client.job(started.json)
      assert.equal(job.state, 'done', JSON.stringify(job))
      assert.equal((await tested).json.ok, true)
      assert.ok(asked[1] - asked[0] > 3900, `${asked[1] - asked[0]} ms`)
    } finally {
      await hurried.stop()
    }
  })

  test('429 for ever: both say so at once, and the next call does not even ask', async () => {
    const path = await broken('limited', (_, answer) =>
      json(answer, { error: 'too many' }, 429, { 'retry-after': '3600' }),
    )
    for (let round = 0; round < 2; round += 1) {
      const { ok, health } = await run(path)
      assert.equal(ok, false)
      assert.equal(health.headline, 'Hudu asks to be called less often')
      assert.match(health.detail, /429|asked to wait/)
    }
    const job = await refresh(path)
    assert.equal(job.state, 'failed')
    assert.match(job.error.message, /asked to wait/)
    await nothingLost(path)
  })

  test('a run that meets a refusal tells the health, and one that works again takes it back', async () => {
    let handler = (_, answer) => json(answer, { error: 'key revoked' }, 401)
    const path = await broken('revoked', (request, answer) => handler(request, answer))
    assert.equal((await refresh(path)).state, 'failed')
    assert.equal((await client.get(path)).json.health.headline, 'Hudu refuses this key')
    handler = good
    assert.equal((await refresh(path)).state, 'done')
    assert.equal((await client.get(path)).json.health.state, 'healthy')
  })

  test('a page that repeats for ever ends the list with a warning', async () => {
    const page = Array.from({ length: 100 }, (_, n) => ({ id: n + 1, name: `Customer ${n + 1}`, archived: false }))
    let pages = 0
    const url = await listen((_, answer) => {
      pages += 1
      json(answer, { companies: page })
    })
    const job = await refresh(await connect('repeats', url))
    assert.equal(job.state, 'done', JSON.stringify(job))
    assert.equal(job.result.total, 100)
    assert.match(job.result.warnings[0], /repeats its last page/)
    assert.equal(pages, 2)
  })

  test('a redirect to another origin does not carry the key', async () => {
    const seen = []
    const elsewhere = await listen((request, answer) => {
      seen.push(request.headers)
      good(request, answer)
    })
    const url = await listen((request, answer) => {
      seen.push(request.headers)
      answer.writeHead(307, { location: elsewhere + request.url }).end()
    })
    await run(await connect('elsewhere', url))
    assert.equal(seen.length, 2)
    assert.equal(seen[0]['x-api-key'], key)
    assert.equal(seen[1]['x-api-key'], undefined)
  })
})
