// A small Hudu of three companies, and servers that do as a test says.
import { once } from 'node:events'
import { createServer } from 'node:http'

const companies = Array.from({ length: 3 }, (_, n) => ({ id: n + 1, name: `Customer ${n + 1}`, archived: false }))
const vendors = []

export function json(answer, value, status = 200, headers = {}) {
  answer.writeHead(status, { 'content-type': 'application/json', ...headers })
  answer.end(JSON.stringify(value))
}

/** Answers the connection test and the list of companies. */
export function good(request, answer) {
  json(answer, request.url.startsWith('/api/v1/api_info') ? { version: '2.44.0' } : { companies })
}

/** Serves with this handler; answers with its address. */
export async function listen(handler) {
  const vendor = createServer(handler)
  vendor.listen(0, '127.0.0.1')
  await once(vendor, 'listening')
  vendors.push(vendor)
  return `http://127.0.0.1:${vendor.address().port}`
}

export function stopVendors() {
  for (const vendor of vendors) {
    vendor.closeAllConnections()
    vendor.close()
  }
}
