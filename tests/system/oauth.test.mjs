// OAuth 2 against oidc-provider: code with PKCE, client credentials, rotating refresh tokens, revoked and ended ones.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'

import { grant, startProvider } from './oidc.mjs'
import { Client, freshDatabase, installed, root, serve } from './program.mjs'

const catalog = join(root, 'tests', 'system', 'catalogs')
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** Wharf, the vendor, and a connection between them that is not authorized yet. */
async function ready(t, { database = '', lifetime, way = 'person', secret } = {}) {
  const server = await serve({ catalog, database })
  t.after(() => server.stop())
  const vendor = await startProvider({ callback: `${server.url}/oauth/callback`, lifetime })
  t.after(vendor.stop)
  const { client_id, client_secret } = way === 'person' ? vendor.client : vendor.application
  const path = await installed(server, 'oidc_desk', {
    sign_in: way,
    fields: { issuer: vendor.url, client_id },
    secrets: { client_secret: secret ?? client_secret },
  })
  const { client } = server
  return {
    server,
    vendor,
    client,
    path,
    test: async () => (await client.post(`${path}/test`)).json,
    list: async (by = client) => (await by.post(`${path}/actions/list_customers/run`, { input: {} })).json,
    connection: async () => (await client.get(path)).json,
  }
}

async function authorize({ client, path }) {
  const begun = await client.post(`${path}/authorize`, { return_to: '/integrations/oidc_desk' })
  assert.equal(begun.status, 200, begun.text)
  const back = await grant(begun.json.url)
  const finished = await client.get(back.slice(client.url.length))
  return { begun: begun.json.url, back, finished }
}

test('a person authorizes with code and PKCE, and every secret stays inside', async (t) => {
  const desk = await ready(t)
  const before = await desk.test()
  assert.equal(before.ok, false)
  assert.equal(before.health.headline, 'OIDC Desk is not authorized yet')

  const { begun, back, finished } = await authorize(desk)
  const asked = new URL(begun).searchParams
  assert.equal(asked.get('code_challenge_method'), 'S256')
  assert.equal(asked.get('redirect_uri'), `${desk.server.url}/oauth/callback`)
  assert.equal(finished.status, 303)
  assert.equal(finished.headers.get('location'), '/integrations/oidc_desk?authorized=1')

  const { health, oauth } = await desk.connection()
  assert.equal(health.state, 'healthy', JSON.stringify(health))
  assert.equal(health.detail, 'Signed in as anna.')
  assert.equal(oauth.authorized, true)
  assert.equal(oauth.authorized_by, 'Anna Berg')
  assert.equal(oauth.expiry_known, true)
  assert.equal((await desk.list()).row_count, 2)
  assert.equal(desk.vendor.tokenRequests[0].auth, 'Basic')

  // The state is used up, and nobody else can use it.
  const again = await desk.client.get(back.slice(desk.client.url.length))
  assert.equal(again.status, 400)
  assert.match(again.text, /used already.*Authorize again/)

  const { vendor, client, path } = desk
  const secrets = [vendor.client.client_secret, asked.get('state'), ...vendor.secrets]
  assert.ok(secrets.length >= 6)
  const pages = [path, `${path}/activity`, '/api/v1/audit', '/api/v1/connections', '/api/v1/jobs']
  const shown = [desk.server.program.output()]
  for (const page of pages) shown.push((await client.get(page)).text)
  for (const secret of secrets) {
    for (const text of shown) assert.ok(!text.includes(secret), `${secret} is in ${text.slice(0, 200)}`)
  }
})

test('a changed state, a foreign session, a wrong verifier and a refusal end without a token', async (t) => {
  const desk = await ready(t)
  const { client, path, server } = desk
  const begin = async () => (await client.post(`${path}/authorize`, { return_to: '//evil.example/x' })).json.url
  const landing = (answer) => decodeURIComponent(answer.headers.get('location') ?? answer.text)

  const url = new URL(await grant(await begin()))
  const changed = new URL(url)
  changed.searchParams.set('state', `${url.searchParams.get('state').slice(0, -1)}_`)
  assert.match(landing(await client.get(changed.pathname + changed.search)), /Authorize again/)
  const stranger = new Client(server.url)
  assert.doesNotMatch(landing(await stranger.get(url.pathname + url.search)), /authorized=1/)
  assert.equal(desk.vendor.tokenRequests.length, 0)

  // Each state belongs to its own verifier: with the code of another authorization the vendor refuses.
  const other = new URL(await grant(await begin()))
  other.searchParams.set('code', url.searchParams.get('code'))
  assert.match(landing(await client.get(other.pathname + other.search)), /invalid_grant/)
  assert.equal(desk.vendor.tokenRequests.length, 1)

  const refused = new URL(await grant(await begin(), { abort: true }))
  assert.match(landing(await client.get(refused.pathname + refused.search)), /not authorized: .*aborted/)
  assert.equal((await desk.connection()).oauth.authorized, false)

  // Where the person goes on is a page of Wharf, whatever was asked for.
  const honest = new URL(await grant(await begin()))
  assert.equal(landing(await client.get(honest.pathname + honest.search)), '/?authorized=1')
})

test('an ended token is renewed quietly, once for ten calls, and each refresh token is used once', async (t) => {
  const desk = await ready(t, { lifetime: 2 })
  await authorize(desk)
  for (let round = 1; round <= 2; round += 1) {
    await sleep(2100)
    desk.vendor.slow = 300
    const lists = await Promise.all(Array.from({ length: 10 }, () => desk.list()))
    for (const list of lists) assert.equal(list.row_count, 2, JSON.stringify(list))
    assert.deepEqual(
      desk.vendor.refreshes().map((asked) => asked.status),
      Array(round).fill(200),
    )
  }
})

test('a token that the vendor ended early is renewed after one refused call', async (t) => {
  const desk = await ready(t)
  await authorize(desk)
  await desk.vendor.forget(desk.vendor.accessToken)
  const calls = desk.vendor.apiCalls
  assert.equal((await desk.list()).row_count, 2)
  assert.equal(desk.vendor.apiCalls, calls + 2)
  assert.equal(desk.vendor.refreshes().length, 1)
})

test('a revoked grant turns the connection amber and asks to authorize again', async (t) => {
  const desk = await ready(t)
  await authorize(desk)
  await desk.vendor.revoke(desk.vendor.refreshToken)
  const list = await desk.list()
  assert.equal(list.ok, false)
  assert.match(list.error, /Authorize again/)
  const { health } = await desk.connection()
  assert.equal(health.state, 'failing')
  assert.equal(health.headline, 'OIDC Desk must be authorized again')
  assert.match(health.detail, /no longer accepts what was authorized .*invalid_grant.*Authorize again/)

  // Whoever does so is connected again.
  await authorize(desk)
  assert.equal((await desk.connection()).health.state, 'healthy')
})

test('a token endpoint that is away costs no authorization', async (t) => {
  const desk = await ready(t, { lifetime: 1 })
  await authorize(desk)
  await sleep(1100)
  desk.vendor.away = true
  const list = await desk.list()
  assert.equal(list.ok, false)
  assert.match(list.error, /503/)
  assert.doesNotMatch(list.error, /[Aa]uthorize/)
  assert.equal((await desk.connection()).oauth.authorized, true)
  desk.vendor.away = false
  assert.equal((await desk.list()).row_count, 2)
})

test('an application signs in for itself, and again when its token has ended', async (t) => {
  const desk = await ready(t, { way: 'application', lifetime: 1 })
  assert.equal((await desk.test()).health.detail, 'Signed in as wharf-app.')
  await sleep(1100)
  assert.equal((await desk.list()).row_count, 2)
  assert.deepEqual(
    desk.vendor.tokenRequests.map((asked) => asked.grant_type),
    ['client_credentials', 'client_credentials'],
  )
})

test('a wrong client secret is told as that', async (t) => {
  const desk = await ready(t, { way: 'application', secret: 'not-the-word-of-anything' })
  const { ok, health } = await desk.test()
  assert.equal(ok, false)
  assert.equal(health.headline, 'OIDC Desk refuses these credentials')
  assert.match(health.detail, /invalid_client.*Check client id, secret and scopes/)
  assert.doesNotMatch(JSON.stringify(health), /not-the-word-of-anything/)
})

test('two processes on one database renew a token once', async (t) => {
  const database = await freshDatabase()
  if (!database) return t.skip('WHARF_TEST_POSTGRES is not set')
  const desk = await ready(t, { database, lifetime: 2 })
  await authorize(desk)
  const second = await serve({ catalog, database, data: desk.server.data })
  t.after(() => second.stop())
  const there = new Client(second.url)
  Object.assign(there, { cookie: desk.client.cookie, csrf: desk.client.csrf })
  for (let round = 1; round <= 2; round += 1) {
    await sleep(2100)
    desk.vendor.slow = 200
    const lists = await Promise.all(Array.from({ length: 12 }, (_, n) => desk.list(n % 2 ? there : desk.client)))
    for (const list of lists) assert.equal(list.row_count, 2, JSON.stringify(list))
    assert.equal(desk.vendor.refreshes().length, round)
  }
  assert.ok(desk.vendor.tokenRequests.every((asked) => !asked.error))
})
