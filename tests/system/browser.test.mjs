// The newcomer's path through the page, in a real browser: with the mouse, and with the keyboard alone.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'

import { Keyboard, openBrowser, openPage, pictureOf } from './browser.mjs'
import { administrator, freshDatabase, root, serve, simulate } from './program.mjs'

const organizations = join(root, 'samples', 'organizations.csv')

let browser
let tool
before(async () => {
  browser = await openBrowser()
  tool = await simulate('ninjaone', { organizations, seed: 7 })
})
after(async () => {
  await browser?.close()
  await tool?.stop()
})

/** Begins where a newcomer begins: a Wharf that nobody has set up. */
async function begin(database, walk) {
  const server = await serve({ database, organizations, samples: [['ninjaone', tool]] })
  const page = await openPage(browser, server.url)
  try {
    await page.goto('/')
    await page.getByRole('heading', { name: 'Set up Wharf' }).waitFor()
    await walk(page)
    assert.deepEqual(page.complaints, [])
  } catch (failure) {
    failure.message += await pictureOf(page)
    throw failure
  } finally {
    await page.context().close()
    await server.stop()
  }
}

const seen = (page, text) => page.getByText(text).first().waitFor()
const button = (page, name) => page.getByRole('button', { name })
const link = (page, name) => page.getByRole('link', { name })
const row = (page, name) => page.getByRole('row', { name })
const counter = (page, name) => page.getByRole('group', { name: 'Filter by state' }).getByRole('button', { name })

const steps = [
  ['Link your PSA', 'Choose it'],
  ['Map them in your tools', 'Map them'],
  ['Add the next tool', 'Choose it'],
  ['Invite a colleague', 'Invite'],
]

async function seesTheSteps(page) {
  for (const [title, act] of steps) {
    await page.getByRole('listitem').filter({ hasText: title }).getByRole('link', { name: act }).waitFor()
  }
  // The sample customers arrive by themselves, and the page says so without being loaded again.
  await page
    .getByRole('listitem')
    .filter({ hasText: 'Bring in your customers' })
    .getByText('40 organizations')
    .waitFor()
}

async function withTheMouse(page) {
  const write = async (field, text) => {
    await field.click()
    await page.keyboard.type(text)
  }
  await write(page.getByLabel('Company'), administrator.organization_name)
  await write(page.getByLabel('Your name'), administrator.name)
  await write(page.getByLabel('Email'), administrator.email)
  await write(page.getByRole('textbox', { name: 'Password' }), administrator.password)
  await button(page, 'Create administrator and begin').click()
  await seesTheSteps(page)

  await page.getByRole('listitem').filter({ hasText: 'Add the next tool' }).getByRole('link').click()
  await seen(page, 'Get more integrations')
  await button(page, 'Install NinjaOne').click()
  await seen(page, 'Installed NinjaOne')
  await button(page, 'Undo').click()
  await seen(page, 'NinjaOne uninstalled again')
  await button(page, 'Install NinjaOne').click()
  await button(page, 'Undo').waitFor()

  await button(page, 'Use the sample NinjaOne').click()
  await seen(page, 'This is the sample NinjaOne')
  await write(page.getByLabel('Connection name'), ' line')
  await button(page, 'Save configuration').click()
  await seen(page, 'Configuration saved')
  await seen(page, 'NinjaOne answered.')

  await link(page, /^Organization mapping/).click()
  await button(page, 'Refresh options').click()
  await seen(page, /^42 customers/)
  await button(page, 'Suggest values').click()
  await counter(page, /suggested/)
    .filter({ hasText: '40' })
    .click()
  await page.waitForURL(/status=suggested/)
  await row(page, /^Alder & Finch Dental/)
    .getByText('Same name without the legal form')
    .waitFor()
  await button(page, 'Dismiss the suggestion for Bluewater Logistics').click()
  await seen(page, '39 suggestions')
  await button(page, 'Save mappings').click()
  await seen(page, 'Mappings saved')
  await counter(page, /mapped/)
    .filter({ hasText: '39' })
    .waitFor()

  await link(page, 'Organizations').click()
  await row(page, /Alder & Finch Dental/).click()
  await page.getByRole('dialog').getByRole('link', { name: 'Its variables' }).click()
  await row(page, /ninja_org_id/).click()
  await seesTheOrigin(page)
}

/** The panel beside the variables: the value, and the mapping that it comes from. */
async function seesTheOrigin(page) {
  const panel = page.getByRole('complementary', { name: 'Where ninja_org_id comes from' })
  await panel.getByText('the value is').waitFor()
  assert.match(await panel.innerText(), /For Alder & Finch Dental the value is 2001/)
  await panel.getByRole('link', { name: 'Change it in the mapping' }).waitFor()
}

async function withTheKeyboard(page) {
  const keyboard = new Keyboard(page)
  await keyboard.given(page.getByLabel('Company'))
  await keyboard.type(administrator.organization_name)
  await keyboard.to(page.getByLabel('Your name'))
  await keyboard.type(administrator.name)
  await keyboard.to(page.getByLabel('Email'))
  await keyboard.type(administrator.email)
  await keyboard.to(page.getByRole('textbox', { name: 'Password' }))
  await keyboard.type(administrator.password)
  await keyboard.press('Enter')
  await seesTheSteps(page)

  await keyboard.to(page.getByRole('listitem').filter({ hasText: 'Add the next tool' }).getByRole('link'))
  await keyboard.press('Enter')
  await seen(page, 'Get more integrations')
  await keyboard.to(page.getByRole('searchbox', { name: 'Find integrations' }))
  await keyboard.type('ninja')
  await keyboard.to(button(page, 'Install NinjaOne'))
  await keyboard.press('Enter')
  await seen(page, 'Installed NinjaOne')
  await keyboard.to(button(page, 'Undo'), 'Shift+Tab')

  await keyboard.to(button(page, 'Use the sample NinjaOne'))
  await keyboard.press('Enter')
  await seen(page, 'This is the sample NinjaOne')
  await keyboard.to(page.getByLabel('Connection name'), 'Shift+Tab')
  await keyboard.press('End')
  await keyboard.type(' line')
  await keyboard.to(page.getByRole('switch', { name: 'Organizations below may use it' }))
  await keyboard.press('Space')
  await keyboard.press('Control+s')
  await seen(page, 'Configuration saved')
  await seen(page, 'NinjaOne answered.')

  await keyboard.to(link(page, /^Organization mapping/), 'Shift+Tab')
  await keyboard.press('Enter')
  await keyboard.to(button(page, 'Refresh options'))
  await keyboard.press('Enter')
  await seen(page, /^42 customers/)
  await keyboard.to(button(page, 'Suggest values'))
  await keyboard.press('Space')
  await counter(page, /suggested/)
    .filter({ hasText: '40' })
    .waitFor()

  // Down the rows: one suggestion is dismissed, taken back, dismissed again; another customer is chosen for one.
  await keyboard.to(row(page, /^Alder & Finch Dental/))
  await keyboard.press('ArrowDown', 'ArrowDown')
  await keyboard.given(row(page, /^Bluewater Logistics/))
  await keyboard.press('x')
  await seen(page, '39 suggestions')
  await keyboard.press('a')
  await seen(page, '40 suggestions')
  await keyboard.press('x')
  await seen(page, '39 suggestions')
  await keyboard.press('Enter')
  await keyboard.given(page.getByRole('combobox', { name: /Customer of NinjaOne for Bluewater Logistics/ }))
  await keyboard.type('bluewater')
  await page.getByRole('option', { name: /Bluewater Logistics/ }).waitFor()
  await keyboard.press('Enter')
  await keyboard.given(row(page, /^Bluewater Logistics/))
  await seen(page, 'Edited, not saved yet')
  await keyboard.press('Control+s')
  await seen(page, 'Mappings saved')
  await counter(page, /mapped/)
    .filter({ hasText: '40' })
    .waitFor()

  await keyboard.press('Control+k')
  await keyboard.given(page.getByRole('combobox', { name: 'Go to' }))
  await keyboard.type('alder')
  await page
    .getByRole('option', { name: /Alder & Finch Dental/ })
    .first()
    .waitFor()
  await keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Alder & Finch Dental' }).waitFor()
  await keyboard.to(link(page, 'Organization Variables'))
  await keyboard.press('Enter')
  await keyboard.to(row(page, /ninja_org_id/))
  await keyboard.press('Enter')
  await seesTheOrigin(page)
}

for (const [name, walk] of [
  ['with the mouse', withTheMouse],
  ['with the keyboard alone', withTheKeyboard],
]) {
  describe(`a newcomer links a tool and maps the customers ${name}`, () => {
    test('on SQLite', () => begin('', walk))
    test('on PostgreSQL', async (t) => {
      const database = await freshDatabase()
      if (!database) return t.skip('WHARF_TEST_POSTGRES is not set')
      await begin(database, walk)
    })
  })
}
