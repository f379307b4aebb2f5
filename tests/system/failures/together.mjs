// Two people at once.
import assert from 'node:assert/strict'

import { Client } from '../program.mjs'
import { editOf, mappedRows, onBothDatabases, save, scene } from './scene.mjs'

async function sameMapping(database) {
  const { server, client, path, home } = await scene({ database, count: 12, mapped: 2 })
  try {
    const grants = [{ organization_id: home, role: 'editor' }]
    const invited = await client.post('/api/v1/users', {
      name: 'Ed',
      email: 'ed@northbridge.example',
      grants,
    })
    const ed = new Client(server.url)
    const token = invited.json.invitation_url.split('/').pop()
    assert.equal(
      (await ed.post(`/api/v1/invitations/${token}`, { password: 'a long enough pass phrase' })).status,
      200,
    )

    // Both look at the page, Anna saves, Ed saves the same row and another one.
    const [first, second] = await mappedRows(ed, path)
    assert.equal((await save(client, path, [editOf(first, '7')])).status, 200)
    const late = await save(ed, path, [editOf(second, '8'), editOf(first, '9')])
    assert.equal(late.status, 409, late.text)
    assert.equal(late.json.code, 'mapping_changed')
    assert.equal(late.json.errors.length, 1)
    assert.equal(late.json.errors[0].pointer, '/edits/1')
    const changed = new RegExp(
      `^${first.organization.name} was mapped to Customer 7 by Anna Berg (just now|\\d+ s ago)\\.$`,
    )
    assert.match(late.json.errors[0].message, changed)
    const values = async () => (await mappedRows(client, path)).map(({ value }) => value)
    assert.deepEqual(await values(), ['7', second.value], 'all of a save or nothing')

    // Ed looks again, sees what Anna did, and decides.
    const [seen] = await mappedRows(ed, path)
    assert.equal(seen.updated_by, 'Anna Berg')
    assert.equal((await save(ed, path, [editOf(second, '8'), editOf(seen, '9')])).status, 200)
    assert.deepEqual(await values(), ['9', '8'])

    // In the same instant: one wins, everybody else is told, and the winner's value is there.
    const [row] = await mappedRows(client, path)
    const tries = Array.from({ length: 8 }, (_, n) => String(n + 1))
    const answers = await Promise.all(
      tries.map((value, n) => save(n % 2 ? client : ed, path, [editOf(row, value)])),
    )
    const won = answers.findIndex(({ status }) => status === 200)
    assert.equal(answers.filter(({ status }) => status === 200).length, 1)
    for (const answer of answers.filter(({ status }) => status !== 200)) {
      assert.equal(answer.status, 409, answer.text)
      assert.match(
        answer.json.errors[0].message,
        new RegExp(`was mapped to Customer ${tries[won]} by (Anna Berg|Ed) `),
      )
    }
    assert.equal((await values())[0], tries[won])
  } finally {
    await server.stop()
  }
}

export function together() {
  onBothDatabases(
    'two people save the same mapping: the second is told what changed, nothing is lost',
    sameMapping,
  )
}
