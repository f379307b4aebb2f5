// A vendor that people and programs sign in to with OAuth 2: oidc-provider, with an interface behind its tokens.
import { once } from 'node:events'
import { createServer } from 'node:http'

import Provider from 'oidc-provider'

const client = { client_id: 'wharf:desk', client_secret: 'p+a/s%s=word of the desk' }
const application = { client_id: 'wharf-app', client_secret: 'the-word-of-the-application' }

/** Starts it. `lifetime` is that of access tokens, in seconds; `callback` is Wharf's redirect URI. */
export async function startProvider({ callback, lifetime = 3600 }) {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${server.address().port}`

  const vendor = { url, client, application, lifetime, tokenRequests: [], secrets: new Set(), slow: 0, apiCalls: 0 }
  const provider = new Provider(url, {
    clients: [
      {
        ...client,
        redirect_uris: [callback],
        grant_types: ['authorization_code', 'refresh_token'],
        token_endpoint_auth_method: 'client_secret_basic',
      },
      {
        ...application,
        redirect_uris: [],
        response_types: [],
        grant_types: ['client_credentials'],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    cookies: { keys: ['only for tests'] },
    features: { clientCredentials: { enabled: true }, revocation: { enabled: true } },
    scopes: ['openid', 'offline_access', 'customers'],
    pkce: { required: () => true },
    // A refresh token that is used twice takes the whole grant with it.
    rotateRefreshToken: true,
    ttl: {
      AccessToken: () => vendor.lifetime,
      ClientCredentials: () => vendor.lifetime,
      RefreshToken: 86400,
      Grant: 86400,
      Session: 86400,
      Interaction: 600,
    },
  })
  provider.use(async (ctx, next) => {
    if (ctx.path !== '/token') return next()
    if (vendor.slow) await new Promise((resolve) => setTimeout(resolve, vendor.slow))
    if (vendor.away) {
      vendor.tokenRequests.push({ status: 503 })
      ctx.status = 503
      ctx.body = 'away'
      return
    }
    await next()
    const { grant_type, refresh_token, code, code_verifier } = ctx.oidc?.params ?? {}
    const { access_token, refresh_token: next_refresh, error } = ctx.body ?? {}
    vendor.tokenRequests.push({ grant_type, status: ctx.status, error, auth: ctx.get('authorization').split(' ')[0] })
    for (const secret of [refresh_token, code, code_verifier, access_token, next_refresh]) {
      if (secret) vendor.secrets.add(secret)
    }
    if (next_refresh) vendor.refreshToken = next_refresh
    if (access_token) vendor.accessToken = access_token
  })

  const answer = provider.callback()
  server.on('request', async (request, response) => {
    if (!request.url.startsWith('/api/')) return answer(request, response)
    vendor.apiCalls += 1
    const word = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
    const token = (await provider.AccessToken.find(word)) ?? (await provider.ClientCredentials.find(word))
    response.setHeader('content-type', 'application/json')
    if (!token) {
      response.statusCode = 401
      return response.end('{"error":"this token is not known or has ended"}')
    }
    const customers = ['Alder', 'Birch'].map((name, id) => ({ id, name }))
    response.end(JSON.stringify({ account: token.accountId ?? token.clientId, customers }))
  })

  /** The vendor's own revocation endpoint (RFC 7009): a refresh token takes its grant along. */
  vendor.revoke = (token) =>
    fetch(`${url}/token/revocation`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${btoa(`${encodeURIComponent(client.client_id)}:${encodeURIComponent(client.client_secret)}`)}`,
      },
      body: new URLSearchParams({ token }),
    })
  /** Ends an access token early, and nothing else. */
  vendor.forget = async (token) => (await provider.AccessToken.find(token)).destroy()
  vendor.refreshes = () => vendor.tokenRequests.filter((asked) => asked.grant_type === 'refresh_token')
  vendor.stop = () => {
    server.closeAllConnections()
    server.close()
  }
  return vendor
}

/** What a person does in the vendor's pages: signs in, consents. Answers with the URL the vendor sends the person to. */
export async function grant(authorizeUrl, { abort = false } = {}) {
  const jar = new Map()
  const origin = new URL(authorizeUrl).origin
  let url = authorizeUrl
  let body
  for (let step = 0; step < 20; step += 1) {
    const response = await fetch(url, {
      method: body ? 'POST' : 'GET',
      redirect: 'manual',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      body,
    })
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie)
      if (value) jar.set(name, value)
      else jar.delete(name)
    }
    body = undefined
    const location = response.headers.get('location')
    if (location) {
      url = new URL(location, url).toString()
      if (!url.startsWith(origin)) return url
      continue
    }
    const page = await response.text()
    if (response.status !== 200) throw new Error(`the vendor answered ${response.status}: ${page}`)
    if (abort) {
      url += '/abort'
      continue
    }
    const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1]
    body = new URLSearchParams({ prompt, login: 'anna', password: 'any' })
  }
  throw new Error('the vendor sends the person round in circles')
}
