// nginx as a vendor's front: TLS with good and bad certificates, a reply without end, one that trickles.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

async function freePorts(count) {
  const probes = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'))
  await Promise.all(probes.map((probe) => once(probe, 'listening')))
  const ports = probes.map((probe) => probe.address().port)
  await Promise.all(probes.map((probe) => new Promise((resolve) => probe.close(resolve))))
  return ports
}

const certificates = `set -e; cd "$1"
key="-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
openssl req -x509 $key -keyout ca.key -out ca.pem -subj '/CN=Authority of the tests' -days 2
openssl req -x509 $key -keyout self_signed.key -out self_signed.pem -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 -days 2
make() {
  printf 'subjectAltName=%s\\n' "$2" > "$1.ext"
  openssl req $key -keyout "$1.key" -out "$1.csr" -subj "/CN=$1"
  openssl x509 -req -in "$1.csr" -CA ca.pem -CAkey ca.key -set_serial "$3" -days "$4" -extfile "$1.ext" -out "$1.pem"
}
make good IP:127.0.0.1 2 2
make other_name DNS:other.example 3 2
make expired IP:127.0.0.1 4 -1`

/** Starts it; `ca` is the file of the authority that made the good certificates. The rest are addresses. */
export async function startNginx() {
  const folder = mkdtempSync(join(tmpdir(), 'wharf-nginx-'))
  execFileSync('sh', ['-c', certificates, 'sh', folder], { stdio: 'ignore' })
  mkdirSync(join(folder, 'www', 'api', 'v1'), { recursive: true })
  writeFileSync(join(folder, 'www', 'api', 'v1', 'api_info'), '{"version":"2.44.0"}')
  const endless = join(folder, 'endless', 'api', 'v1')
  mkdirSync(endless, { recursive: true })
  for (const name of ['api_info', 'companies']) {
    writeFileSync(join(endless, name), '')
    truncateSync(join(endless, name), 2 ** 31)
  }
  const names = ['good', 'other_name', 'expired', 'self_signed', 'endless', 'trickle']
  const ports = await freePorts(names.length)
  const servers = names.map((name, n) => {
    const secure = n < 4
    const root = name === 'endless' ? 'endless' : 'www'
    return `server { listen 127.0.0.1:${ports[n]}${secure ? ' ssl' : ''}; root ${join(folder, root)}; default_type application/json;
      ${secure ? `ssl_certificate ${join(folder, name)}.pem; ssl_certificate_key ${join(folder, name)}.key;` : ''}
      ${name === 'trickle' ? 'limit_rate 1;' : ''} }`
  })
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((kind) => `${kind}_temp_path ${folder};`)
  writeFileSync(
    join(folder, 'nginx.conf'),
    `daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error.log; events {}
    http { access_log off; ${places.join(' ')}\n${servers.join('\n')}\n}`,
  )
  const child = spawn('/usr/sbin/nginx', ['-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')], {
    stdio: 'ignore',
  })
  for (const port of ports) {
    for (let round = 0; ; round += 1) {
      const socket = connect(port, '127.0.0.1')
      const up = await Promise.race([
        once(socket, 'connect').then(() => true),
        once(socket, 'error').then(() => false),
      ]).catch(() => false)
      socket.destroy()
      if (up) break
      if (round > 100) throw new Error('nginx does not start')
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  return {
    ca: join(folder, 'ca.pem'),
    ...Object.fromEntries(names.map((name, n) => [name, `http${n < 4 ? 's' : ''}://127.0.0.1:${ports[n]}`])),
    async stop() {
      child.kill()
      await once(child, 'exit')
      rmSync(folder, { recursive: true })
    },
  }
}
