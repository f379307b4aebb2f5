// The commands and routes that outside checks rely on.
import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import { holdAgainstDocument } from './document.mjs'
import { administrator, Client, root, run, serve, simulate } from './program.mjs'

test('the stock catalogue has no mistakes', () => {
  const checked = run(['catalog', 'check'])
  assert.equal(checked.code, 0, checked.stderr)
})

test('a mistake in a definition is told with file, line and column', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'wharf-')), 'broken.yaml')
  writeFileSync(file, 'format: 1\nid: broken\nnam: Broken\n')
  const checked = run(['catalog', 'check', file])
  assert.equal(checked.code, 1)
  assert.match(checked.stderr, /broken\.yaml:3:1: .*"name"/)
})

test('mapping suggest prints confident pairs as CSV', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wharf-'))
  writeFileSync(join(folder, 'a.csv'), 'id,name\n1,Alder & Finch Dental\n2,North Clinic 1\n')
  writeFileSync(join(folder, 'b.csv'), 'id,name\n7,Alder and Finch Dental LLC\n8,North Clinic 2\n')
  const made = run(['mapping', 'suggest', '--organizations', join(folder, 'a.csv'), '--options', join(folder, 'b.csv')])
  assert.equal(made.code, 0, made.stderr)
  const lines = made.stdout.trim().split('\n')
  assert.equal(lines[0], 'organization_id,option_id,score,reason')
  assert.equal(lines.length, 2)
  assert.match(lines[1], /^1,7,/)
})

test('template run answers line by line', () => {
  const made = run(['template', 'run'], {
    input: '{"template":"{{ a }}{{ b }}","context":{"a":1,"b":2},"native":true}\n{"template":"{{ \\"x\\" | uper }}","context":{}}\n',
  })
  const [first, second] = made.stdout.trim().split('\n').map((line) => JSON.parse(line))
  assert.equal(first.output, '12')
  assert.match(second.error, /upper/)
})

test('no route but the public ones answers without a sign-in', async () => {
  const server = await serve()
  try {
    const anybody = new Client(server.url)
    const document = (await anybody.get('/api/v1/openapi.json')).json
    assert.equal(document.openapi, '3.1.0')
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        if (operation.security) continue
        const address = path.replaceAll(/\{\w+\}/g, '019ab000-0000-7000-8000-000000000000')
        const answer = await anybody.call(method.toUpperCase(), address, method === 'get' ? undefined : {})
        assert.equal(answer.status, 401, `${method} ${path}`)
        assert.equal(answer.json.code, 'signed_out')
      }
    }
    for (const path of ['/healthz', '/readyz', '/metrics']) assert.equal((await anybody.get(path)).status, 200)
  } finally {
    await server.stop()
  }
})

test('an answer that the document does not describe fails the test that gets it', () => {
  const held = (json) => () => holdAgainstDocument('GET', '/api/v1/setup', 200, 'application/json', json)
  assert.doesNotThrow(held({ needed: true }))
  assert.throws(held({}), /GET \/api\/v1\/setup 200.*needed/)
  assert.throws(held({ needed: 'yes' }), /boolean/)
})

test('a wrong key is told from a right one, and no secret comes back', async () => {
  const tool = await simulate('hudu')
  const server = await serve({ samples: [['hudu', tool]] })
  const { client } = server
  try {
    await client.post('/api/v1/setup', administrator)
    const home = (await client.get('/api/v1/session')).json.home.id
    const { connection } = (await client.post('/api/v1/integrations/hudu/install', { organization_id: home })).json
    const filled = (await client.post(`/api/v1/connections/${connection.id}/use-sample`)).json
    const wrong = await client.call('PATCH', `/api/v1/connections/${connection.id}`, {
      secrets: { api_key: 'a-wrong-key-of-somebody' },
      version: filled.version,
    })
    assert.equal(wrong.status, 200, wrong.text)
    const tested = await client.post(`/api/v1/connections/${connection.id}/test`)
    assert.equal(tested.json.ok, false)
    assert.equal(tested.json.health.status, 401)
    assert.match(tested.json.health.headline, /refuses this key/)
    for (const path of [`connections/${connection.id}`, `connections/${connection.id}/activity`, 'audit']) {
      assert.doesNotMatch((await client.get(`/api/v1/${path}`)).text, /a-wrong-key-of-somebody|sample-api_key/)
    }
  } finally {
    await server.stop()
    await tool.stop()
  }
})

test('an editor cannot send a stored secret to another address', async () => {
  const tool = await simulate('hudu')
  const server = await serve({ samples: [['hudu', tool]] })
  const { client } = server
  try {
    await client.post('/api/v1/setup', administrator)
    const home = (await client.get('/api/v1/session')).json.home.id
    const { connection } = (await client.post('/api/v1/integrations/hudu/install', { organization_id: home })).json
    await client.post(`/api/v1/connections/${connection.id}/use-sample`)

    const invited = await client.post('/api/v1/users', {
      name: 'Ed',
      email: 'ed@northbridge.example',
      grants: [{ organization_id: home, role: 'editor' }],
    })
    assert.equal(invited.status, 201, invited.text)
    const editor = new Client(server.url)
    const token = invited.json.invitation_url.split('/').pop()
    assert.equal((await editor.post(`/api/v1/invitations/${token}`, { password: 'a long enough pass phrase' })).status, 200)

    const address = `/api/v1/connections/${connection.id}`
    for (const change of [{ send_to: 'http://203.0.113.9' }, { fields: { host: 'evil.example' } }]) {
      const { version } = (await editor.get(address)).json
      const refused = await editor.call('PATCH', address, { ...change, version })
      assert.equal(refused.json.code, 'secrets_needed', refused.text)
      assert.equal(refused.json.errors[0].pointer, '/secrets/api_key')
    }
    const { version } = (await editor.get(address)).json
    const entered = await editor.call('PATCH', address, {
      fields: { host: 'other.example' },
      secrets: { api_key: 'a-key-of-the-other-one' },
      version,
    })
    assert.equal(entered.status, 200, entered.text)
  } finally {
    await server.stop()
    await tool.stop()
  }
})

test('an integration in the data folder stands beside the stock ones, and what is wrong with another is told', async () => {
  const data = mkdtempSync(join(tmpdir(), 'wharf-'))
  const folder = join(data, 'catalog', 'own_tool')
  cpSync(join(root, 'tests', 'system', 'catalogs', 'redmine'), folder, { recursive: true })
  writeFileSync(
    join(folder, 'integration.yaml'),
    `format: 1
id: own_tool
name: Own tool
description: A tool that only we have.
version: "1"
categories: [other]
sources: ["Its author"]
connection: {sign_in: {none: {label: None, auth: {kind: none}}}, base_url: "https://own.example.com", check: {request: {get: /}}}
actions: {show: {name: Show, request: {get: /}}}
organizations: {none: It has one account.}
`,
  )
  const broken = join(data, 'catalog', 'broken_tool')
  cpSync(folder, broken, { recursive: true })
  writeFileSync(join(broken, 'integration.yaml'), 'format: 1\nid: broken_tool\nnam: Broken\n')
  const server = await serve({ data })
  try {
    await server.client.post('/api/v1/setup', administrator)
    const { available } = (await server.client.get('/api/v1/integrations')).json
    const ids = available.map(({ id }) => id)
    assert.ok(ids.includes('own_tool') && ids.includes('ninjaone'), ids.join())
    const { catalog } = (await server.client.get('/api/v1/status')).json
    assert.ok(catalog.problems.some((line) => /broken_tool.*integration\.yaml:3:1/.test(line)), catalog.problems.join())
  } finally {
    await server.stop()
  }
})
