// A definition with mistakes beside a good one.
import assert from 'node:assert/strict'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import { administrator, root, serve } from '../program.mjs'

async function brokenBesideGood() {
  const catalog = mkdtempSync(join(tmpdir(), 'wharf-catalog-'))
  cpSync(join(root, 'catalog', 'hudu'), join(catalog, 'hudu'), { recursive: true })
  const good = readFileSync(join(catalog, 'hudu', 'integration.yaml'), 'utf8')
  const add = (id, text) => {
    mkdirSync(join(catalog, id))
    writeFileSync(join(catalog, id, 'integration.yaml'), text)
  }
  add('misspelt', 'format: 1\nid: misspelt\nnam: Misspelt\n')
  add('cut_off', good.replace('id: hudu', 'id: cut_off').slice(0, 800) + '\nconnection: {fields: [')
  add('binary', Buffer.from([0x50, 0x4b, 3, 4, 0xff, 0xfe, 0, 0]))

  const server = await serve({ catalog })
  try {
    await server.client.post('/api/v1/setup', administrator)
    const { available } = (await server.client.get('/api/v1/integrations')).json
    assert.deepEqual(
      available.map(({ id }) => id),
      ['hudu'],
    )
    const { integrations, problems } = (await server.client.get('/api/v1/status')).json.catalog
    assert.equal(integrations, 1)
    const all = problems.join('\n')
    assert.match(all, /misspelt\/integration\.yaml:3:1: .*"name"/)
    assert.match(all, /cut_off\/integration\.yaml:\d+:\d+: /)
    assert.match(all, /binary\/integration\.yaml:\d+:\d+: /)
    for (const problem of problems) assert.ok(server.program.output().includes(problem))
  } finally {
    await server.stop()
  }
}

export function definition() {
  test(
    'a definition with a mistake: the status names file, line and column, the others work',
    brokenBesideGood,
  )
}
