// Every page of a Wharf that is in use, on a wide and a narrow screen, light and dark: nobody is kept out, nothing
// sticks out, nothing is complained of. With WHARF_PICTURES=FOLDER each is also kept as a picture to look at.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'

import { barriers, openBrowser, openPage, overhang, pictureOf, recolour, settled, signInAs } from './browser.mjs'
import { administrator, root, serve, simulate } from './program.mjs'

// A dozen customers: enough for a second page, and few enough to look at all of them quickly.
const organizations = join(mkdtempSync(join(tmpdir(), 'wharf-pages-')), 'organizations.csv')
const lines = readFileSync(join(root, 'samples', 'organizations.csv'), 'utf8').split('\n')
writeFileSync(organizations, `${lines.slice(0, 13).join('\n')}\n`)
const pictures = process.env.WHARF_PICTURES
const screens = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
]

let browser
let server
const tools = []
/** Where there is something to see: ids of what `furnish` made. */
const made = {}

before(async () => {
  browser = await openBrowser()
  for (const integration of ['connectwise_psa', 'ninjaone', 'hudu']) {
    tools.push([integration, await simulate(integration, { organizations, seed: 7 })])
  }
  server = await serve({ organizations, samples: tools })
  await furnish(server.client)
})
after(async () => {
  await browser?.close()
  await server?.stop()
  for (const [, tool] of tools) await tool.stop()
})

/** A Wharf in use: one tool mapped, one with open suggestions, one whose key is refused; people, values, a job. */
async function furnish(client) {
  assert.equal((await client.post('/api/v1/setup', administrator)).status, 201)
  const home = (await client.get('/api/v1/session')).json.home.id
  const all = async () => (await client.get('/api/v1/organizations?page_size=all&sort=name')).json
  while ((await all()).total < 13) await new Promise((resolve) => setTimeout(resolve, 50))
  made.customer = (await all()).items[0].id

  for (const [integration] of tools) {
    const { json } = await client.post(`/api/v1/integrations/${integration}/install`, { organization_id: home })
    made[integration] = json.connection.id
    await client.post(`/api/v1/connections/${made[integration]}/use-sample`)
  }
  for (const integration of ['connectwise_psa', 'ninjaone']) {
    const path = `/api/v1/connections/${made[integration]}`
    const tested = await client.post(`${path}/test`)
    assert.equal(tested.json.ok, true, tested.text)
    const pulled = await client.job((await client.post(`${path}/options/refresh`)).json)
    assert.equal(pulled.state, 'done', JSON.stringify(pulled))
    made.job = pulled.id
    await client.job((await client.post(`${path}/mapping/suggest`)).json)
  }
  const save = `/api/v1/connections/${made.ninjaone}/mapping/save`
  assert.ok((await client.post(save, { edits: [], include_suggestions: true })).json.saved > 0)

  const hudu = `/api/v1/connections/${made.hudu}`
  const { version } = (await client.get(hudu)).json
  const secrets = { api_key: 'a key that Hudu does not know' }
  assert.equal((await client.call('PATCH', hudu, { secrets, version })).status, 200)
  assert.equal((await client.post(`${hudu}/test`)).json.health.state, 'failing')

  const values = `/api/v1/organizations/${made.customer}/variables`
  const variable = { type: 'text', cascade: false }
  await client.call('PUT', `${values}/site_contact`, { ...variable, value: 'Mira Alder', kind: 'contact' })
  await client.call('PUT', `${values}/vpn_shared_key`, { ...variable, value: 'not to be seen', kind: 'secret' })
  const person = { name: 'Ben Ode', email: 'ben@northbridge.example' }
  const invited = await client.post('/api/v1/users', {
    ...person,
    grants: [{ organization_id: home, role: 'editor' }],
  })
  made.invitation = new URL(invited.json.invitation_url).pathname
  const token = { name: 'Nightly report', scope: 'read', organization_id: home }
  await client.post('/api/v1/tokens', { ...token, expires_at: '2030-01-01T00:00:00.000Z' })
}

const press = (name) => (page) => page.getByRole('button', { name }).first().click()
const keys =
  (...each) =>
  async (page) => {
    for (const key of each) await page.keyboard.press(key)
  }

/** A dialog may have to be loaded first. */
const dialog = (open) => async (page) => {
  await open(page)
  await page
    .getByRole('dialog')
    .getByRole('button')
    .or(page.getByRole('combobox', { name: 'Go to' }))
    .first()
    .waitFor()
}

/** What is shown: its name, its address, and what opens the part that is looked at. */
const signedOut = [
  ['sign-in', () => '/sign-in'],
  ['invitation', () => made.invitation],
  ['invitation-unknown', () => '/invitation/no-such-invitation'],
]
const signedIn = [
  ['overview', () => '/'],
  ['overview-of-a-customer', () => `/?organization=${made.customer}`],
  ['go-to', () => '/', dialog(keys('Control+k'))],
  ['integrations', () => '/integrations'],
  ['integrations-none', () => '/integrations?q=nothing+is+called+so'],
  ['integration-new', () => '/integrations?view=new', dialog(async () => {})],
  ['integration-menu', () => '/integrations', press('Menu of NinjaOne')],
  ['connection', () => `/connections/${made.ninjaone}`],
  ['connection-failing', () => `/connections/${made.hudu}`],
  ['guide', () => `/connections/${made.ninjaone}`, dialog(press('Guide'))],
  ['mapping', () => `/connections/${made.connectwise_psa}/mapping`],
  ['mapping-saved', () => `/connections/${made.ninjaone}/mapping`],
  ['mapping-not-pulled', () => `/connections/${made.hudu}/mapping`],
  ['mapping-choose', () => `/connections/${made.connectwise_psa}/mapping`, press('Alder and Finch')],
  ['actions', () => `/connections/${made.ninjaone}/actions`],
  ['action', () => `/connections/${made.ninjaone}/actions?action=list_organizations`],
  ['activity', () => `/connections/${made.hudu}/activity`],
  ['used-by', () => `/connections/${made.ninjaone}/used-by`],
  ['matrix', () => '/mapping'],
  ['review', () => '/mapping', dialog(press('Review one by one'))],
  ['variables', () => '/variables'],
  ['variable-origin', () => `/variables?organization=${made.customer}&name=ninja_org_id`],
  ['variable-add', () => '/variables', press('Add variable')],
  ['organizations', () => '/organizations'],
  ['organization', () => `/organizations?selected=${made.customer}`],
  ['organization-create', () => '/organizations', dialog(press('Create organization'))],
  ['organizations-import', () => '/organizations/import'],
  ['jobs', () => '/jobs'],
  ['job', () => `/jobs/${made.job}`],
  ['audit', () => '/audit'],
  ['settings', () => '/settings'],
  ['users', () => '/settings/users'],
  ['user-invite', () => '/settings/users', dialog(press('Invite'))],
  ['tokens', () => '/settings/tokens'],
  ['status', () => '/settings/status'],
  ['account', () => '/settings/account'],
  ['not-found', () => '/no-such-page'],
]

async function look(page, name) {
  const wrong = []
  const { width } = page.viewportSize()
  for (const scheme of ['light', 'dark']) {
    await recolour(page, scheme)
    if (pictures) await page.screenshot({ path: join(pictures, `${name}-${scheme}-${width}.png`) })
    // Only the colours differ in the dark.
    const found = await barriers(page, scheme === 'dark' ? ['color-contrast'] : undefined)
    wrong.push(...found.map((barrier) => `${scheme}: ${barrier}`))
  }
  await recolour(page, 'light')
  const beyond = await overhang(page)
  if (beyond > 0) wrong.push(`can be scrolled sideways by ${beyond} pixels`)
  return wrong
}

describe('whoever looks finds nothing in the way', { concurrency: true }, () => {
  for (const screen of screens) {
    describe(`${screen.width} wide`, { concurrency: false }, () => {
      let page
      before(async () => (page = await openPage(browser, server.url, screen)))
      after(() => page?.context().close())
      for (const [name, address, open] of [...signedOut, ...signedIn]) {
        test(name, async () => {
          if (name === signedIn[0][0]) await signInAs(page, server.client)
          await page.goto(address())
          await settled(page)
          if (open) {
            await open(page)
            await settled(page)
          }
          const wrong = [...(await look(page, name)), ...page.complaints.splice(0)]
          if (wrong.length > 0) assert.fail(wrong.join('\n') + (await pictureOf(page)))
        })
      }
    })
  }
})
