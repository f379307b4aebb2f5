// Every action of the stock GitHub integration against GitHub's own interface document, served by Prism.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { test } from 'node:test'

import { callAll, mock } from './prism.mjs'
import { installed, serve } from './program.mjs'

const document = createRequire(import.meta.url).resolve('@octokit/openapi/generated/api.github.com.json')

test('GitHub accepts every action', async (t) => {
  const server = await serve()
  t.after(() => server.stop())
  const connection = await installed(server, 'github', { secrets: { token: 'ghp_a_token_of_the_tests' } })
  const { client } = server
  const { actions } = (await client.get('/api/v1/integrations/github')).json
  const vendor = await mock(document, actions)
  t.after(() => vendor.stop())
  const { version } = (await client.get(connection)).json
  const moved = await client.patch(connection, { send_to: vendor.url, version })
  assert.equal(moved.status, 200, moved.text)

  const tested = (await client.post(`${connection}/test`)).json
  assert.equal(tested.ok, true, JSON.stringify(tested.health))
  const { refused } = await callAll(client, connection, 'github', vendor, {
    request: { path: '/user/orgs', query: {}, headers: {}, body: null, paging: 'link', rows: '$' },
  })
  assert.deepEqual(refused, [])
  assert.ok(actions.length >= 12)

  // The customers come from there, too.
  const refreshed = await client.job((await client.post(`${connection}/options/refresh`)).json)
  assert.equal(refreshed.state, 'done', JSON.stringify(refreshed))
  assert.equal(refreshed.result.total, 1)
})
