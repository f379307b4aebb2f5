// A real browser on the real page: opens it, watches what it complains of, and works it by keyboard alone.
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { chromium } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export function openBrowser() {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    // Chromium refuses its sandbox to root, who runs tests in a container.
    args: ['--disable-gpu', ...(process.getuid() === 0 ? ['--no-sandbox'] : [])],
  })
}

/**
 * A page of its own, signed out. `page.complaints` collects what the browser holds against it: errors on the console,
 * uncaught exceptions, violations of the content security policy.
 */
export async function openPage(browser, url, { width = 1440, height = 900, scheme = 'light' } = {}) {
  const context = await browser.newContext({ baseURL: url, viewport: { width, height }, colorScheme: scheme })
  context.setDefaultTimeout(10_000)
  const page = await context.newPage()
  page.complaints = []
  const where = () => new URL(page.url()).pathname
  page.on('console', (message) => {
    // The browser writes every 4xx to the console, also the ones that a page asks for on purpose: it is told by a 401
    // that nobody is signed in yet, by a 404 that an invitation is not known.
    const asked = new URL(message.location().url || page.url()).pathname
    const meant =
      (asked === '/api/v1/session' && /\b401\b/.test(message.text())) ||
      (asked.startsWith('/api/v1/invitations/') && /\b404\b/.test(message.text()))
    if (message.type() === 'error' && !meant) page.complaints.push(`${where()}: ${message.text()}`)
  })
  page.on('pageerror', (error) => page.complaints.push(`${where()}: ${error.message}`))
  await page.exposeBinding('wharfViolation', (_, violation) => page.complaints.push(`${where()}: ${violation}`))
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      window.wharfViolation(`${event.violatedDirective} refuses ${event.blockedURI}`)
    })
  })
  return page
}

/** What to look at when something fails: the page as it is, kept as a picture. */
export async function pictureOf(page) {
  const file = join(mkdtempSync(join(tmpdir(), 'wharf-browser-')), 'page.png')
  await page.screenshot({ path: file })
  return `\n${page.url()}, see ${file}`
}

/** Signs in the page with the session that an API client has. */
export async function signInAs(page, client) {
  const [name, value] = client.cookie.split('=')
  await page.context().addCookies([{ name, value, url: client.url, httpOnly: true, sameSite: 'Lax' }])
}

/** Waits until nothing is loading: no request is open, and no skeleton stands for rows that will come. */
export async function settled(page) {
  await page.locator('main, form').first().waitFor()
  await page.waitForFunction(
    () => !document.querySelector('[aria-busy="true"], .mantine-Skeleton-root, [data-skeleton]'),
  )
}

const everything = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']

/** What axe finds that keeps people out, one line each; `rules` are its names for kinds of rules, or single ones. */
export async function barriers(page, rules = everything) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe)
  const { violations } = await page.evaluate(
    (runOnly) => window.axe.run(document, { runOnly, resultTypes: ['violations'], preload: false }),
    rules,
  )
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target, html }) => `${id}: ${target.join(' ')} ${html.slice(0, 160)}`))
}

/** By how many pixels the page can be scrolled sideways. */
export function overhang(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
}

/** In the page: whether each element has the focus and is in view, and what would show the focus. */
function looks(elements) {
  const lookOf = (element) => {
    const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor } = getComputedStyle(element)
    return `${outlineStyle === 'none' ? '' : outlineWidth + outlineColor} ${boxShadow} ${borderColor}`
  }
  return elements.map((element) => {
    const box = element.getBoundingClientRect()
    // A box to tick is drawn by what stands beside its input, a tile shows the focus of the name in it.
    const around = [...element.parentElement.children, ...element.children]
    for (let each = element.parentElement, up = 0; each && up < 4; each = each.parentElement, up += 1) around.push(each)
    return {
      has: element === document.activeElement,
      inView: box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth,
      look: around.map(lookOf).join(),
    }
  })
}

/** Works a page with the keyboard and nothing else. */
export class Keyboard {
  constructor(page) {
    this.page = page
  }

  press(...keys) {
    return keys.reduce((before, key) => before.then(() => this.page.keyboard.press(key)), Promise.resolve())
  }

  type(text) {
    return this.page.keyboard.type(text)
  }

  has(locator) {
    return locator.evaluateAll((elements) => elements.includes(document.activeElement))
  }

  /** Goes on with Tab (or `key`) until this has the focus; it must then be in view and look different from before. */
  async to(locator, key = 'Tab') {
    await locator.first().waitFor()
    const plain = await locator.evaluateAll(looks)
    for (let pressed = 0; pressed < 120; pressed += 1) {
      const [focused] = (await locator.evaluateAll(looks)).filter(({ has }) => has)
      if (focused) {
        assert.ok(focused.inView, `the focus is out of sight on ${locator}`)
        if (!plain.some(({ has }) => has)) await this.shows(locator, plain)
        return
      }
      await this.page.keyboard.press(key)
    }
    assert.fail(`${key} does not reach ${locator}`)
  }

  /** A change of colour may take a moment. */
  async shows(locator, plain) {
    for (let waited = 0; waited < 500; waited += 25) {
      const now = await locator.evaluateAll(looks)
      if (now.some(({ has, look }, index) => has && look !== plain[index]?.look)) return
      await this.page.waitForTimeout(25)
    }
    assert.fail(`the focus cannot be seen on ${locator}`)
  }

  /** Waits until the page itself has put the focus there, as a dialog or a menu does. */
  async given(locator) {
    const until = Date.now() + 10_000
    while (!(await this.has(locator))) {
      if (Date.now() > until) {
        const on = await this.page.evaluate(() => document.activeElement?.outerHTML.slice(0, 200))
        assert.fail(`the focus is not on ${locator} but on ${on}`)
      }
      await this.page.waitForTimeout(20)
    }
  }
}
