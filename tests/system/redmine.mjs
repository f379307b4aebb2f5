// A Redmine of Debian's own package, on a database and in a folder of its own, which nobody has to attend to.
import { execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const program = '/usr/share/redmine'
// What the package made when it was installed: all tables, and its own choice of trackers, priorities and roles.
const database = '/var/lib/dbconfig-common/sqlite3/redmine/instances/default/redmine_default'

/** Whether it is installed. */
export const hasRedmine = existsSync(program) && existsSync(database)

const firstSteps = `
Setting.rest_api_enabled = '1'
Setting.login_required = '1'
admin = User.find_by_login('admin')
admin.must_change_passwd = false
admin.password = admin.password_confirmation = 'correct horse battery staple'
admin.save!
puts admin.api_key
`

/** Starts it; answers with where it listens and the key of its administrator. */
export async function startRedmine() {
  const folder = mkdtempSync(join(tmpdir(), 'wharf-redmine-'))
  for (const part of ['config', 'log', 'tmp/cache', 'files', 'public/plugin_assets']) {
    mkdirSync(join(folder, part), { recursive: true })
  }
  const copy = join(folder, 'redmine.sqlite3')
  cpSync(database, copy)
  chmodSync(copy, 0o600)
  writeFileSync(
    join(folder, 'config/database.yml'),
    `production: {adapter: sqlite3, database: ${copy}, timeout: 10000}\n`,
  )
  writeFileSync(join(folder, 'config/secret_key.txt'), randomBytes(32).toString('hex'))
  writeFileSync(join(folder, 'first_steps.rb'), firstSteps)

  // Root would leave files that Redmine's own user cannot write; anybody else runs it as himself.
  const asItsUser =
    process.getuid() === 0 ? ['setpriv', '--reuid', 'www-data', '--regid', 'www-data', '--init-groups'] : []
  if (asItsUser.length > 0) execFileSync('chown', ['-R', 'www-data:www-data', folder])
  // Its instances are folders below /usr/share/redmine/instances; this one is elsewhere.
  const env = { ...process.env, RAILS_ENV: 'production', REDMINE_INSTANCE: `../../../../..${folder}`, HOME: folder }
  const where = { cwd: program, env }

  const [runner, ...steps] = [...asItsUser, 'ruby', 'bin/rails', 'runner', join(folder, 'first_steps.rb')]
  const key = execFileSync(runner, steps, { ...where, encoding: 'utf8' }).trim()

  const [server, ...args] = [...asItsUser, 'puma', '-b', 'tcp://127.0.0.1:0', '-e', 'production', '-t', '1:5']
  const child = spawn(server, args, { ...where, stdio: ['ignore', 'pipe', 'pipe'] })
  const url = await new Promise((resolve, reject) => {
    let said = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (bytes) => {
        said += bytes
        const listens = /Listening on (http:\S+)/.exec(said)
        if (listens) resolve(listens[1])
      })
    }
    child.once('exit', (code) => reject(new Error(`Redmine ended with ${code}: ${said}`)))
  })
  return {
    url,
    key,
    async call(method, path, body) {
      const headers = { 'x-redmine-api-key': key, 'content-type': 'application/json' }
      const response = await fetch(url + path, { method, headers, body: body && JSON.stringify(body) })
      const text = await response.text()
      return { status: response.status, json: text.startsWith('{') ? JSON.parse(text) : null, text }
    },
    async stop() {
      child.kill('SIGTERM')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
