import { createHash, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { SignJWT } from 'jose'
import { fhirStore } from '../../src/fhir/memory/store.ts'
import { makeKey, type TestKey } from './tokens.ts'

type Json = Readonly<Record<string, unknown>>

/** What a test may have the server do otherwise; each is looked at when it is needed. */
export interface SmartBehaviour {
  /** Members put into the discovery document; `undefined` takes one out. */
  discovery: Json
  /** The document of OpenID Connect; there is none unless a test gives one. */
  openid: Json | undefined
  /** Parameters put into the answer to the browser. */
  redirect: Readonly<Record<string, string | undefined>>
  /** Members put into token responses. */
  token: Json
  /** Claims put into the id token. */
  claims: Json
  /** The key that signs it. */
  idKey: TestKey
  /** Seconds that access tokens live. */
  expiresIn: number
  /** The refresh token is taken no longer. */
  refusesRefresh: boolean
  /** Answers of the FHIR server instead of its own: a status, or silence. */
  fhir: number | 'drop' | undefined
  /** What is read of the FHIR server is answered no sooner. */
  until: Promise<void> | undefined
  /** What the FHIR server answers to whatever is asked. */
  answer: Json | undefined
  /** What it answers to a search of a type. */
  search: Json
  /** What it says of what it created, instead of the resource. */
  confirmation: string | undefined
  /** What the token endpoint answers instead of a token: a status, or silence. */
  tokenStatus: number | 'drop' | undefined
}

export interface SmartServer {
  readonly origin: string
  readonly iss: string
  readonly behave: SmartBehaviour
  /** `METHOD path`, in the order of their coming. */
  readonly seen: readonly string[]
  /** The forms that came to the token endpoint, with the authorization header. */
  readonly forms: readonly { readonly form: URLSearchParams; readonly authorization?: string }[]
  /** Tokens that were revoked. */
  readonly revoked: readonly string[]
  /** Resolves once so many have been. */
  hasRevoked(count: number): Promise<void>
  /** Every token, code and secret that was handed out. */
  readonly secrets: readonly string[]
  /** What was created. */
  readonly created: readonly Json[]
  /** The next request of a `METHOD path` is answered no sooner than it is released. */
  hold(call: string): Held
  /** From now on no access token is known any more. */
  forgetTokens(): void
  close(): Promise<void>
}

export interface Held {
  /** Resolves once the request is there. */
  readonly came: Promise<void>
  release(): void
}

interface Grant {
  readonly challenge: string
  readonly nonce: string | null
  readonly scope: string
  readonly clientId: string
}

/** A FHIR server with its SMART authorization server, over real HTTP; it grants whatever is asked. */
export async function startSmartServer(patient: string, resources: unknown): Promise<SmartServer> {
  const key = await makeKey('ES384', 'id-1')
  const behave: SmartBehaviour = {
    ...{
      discovery: {},
      openid: undefined,
      redirect: {},
      token: {},
      claims: {},
      idKey: key,
      expiresIn: 300,
    },
    ...{ refusesRefresh: false, fhir: undefined, until: undefined, answer: undefined },
    ...{ search: {}, confirmation: undefined, tokenStatus: undefined },
  }
  const seen: string[] = []
  const forms: { form: URLSearchParams; authorization?: string }[] = []
  const revoked: string[] = []
  const secrets: string[] = []
  const created: Json[] = []
  const waiting: { readonly count: number; readonly resolve: () => void }[] = []
  const codes = new Map<string, Grant>()
  const refreshes = new Map<string, Grant>()
  const live = new Set<string>()
  const held = new Map<string, { came(): void; readonly released: Promise<void> }>()
  const secret = (kind: string): string => {
    const made = `${kind}-${randomUUID()}`
    secrets.push(made)
    return made
  }

  const server = createServer((request, response) => {
    take(request, response).catch((error: unknown) => json(response, 500, { error: String(error) }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const iss = `${origin}/fhir`
  const store = fhirStore(() => iss, 100)
  store.load(resources)

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', origin)
    const { method = 'GET' } = request
    const call = `${method} ${pathname}`
    seen.push(call)
    const body = await text(request)
    const hold = held.get(call)
    held.delete(call)
    hold?.came()
    await hold?.released
    switch (pathname) {
      case '/fhir/.well-known/smart-configuration':
        json(response, 200, discovery())
        return
      case '/.well-known/openid-configuration':
        json(response, behave.openid === undefined ? 404 : 200, behave.openid ?? {})
        return
      case '/auth/authorize':
        authorize(searchParams, response)
        return
      case '/auth/token':
        forms.push({
          form: new URLSearchParams(body),
          ...(request.headers.authorization === undefined
            ? {}
            : { authorization: request.headers.authorization }),
        })
        await token(new URLSearchParams(body), response)
        return
      case '/auth/revoke':
        revoked.push(new URLSearchParams(body).get('token') ?? '')
        response.end()
        for (const { count, resolve } of waiting) if (revoked.length >= count) resolve()
        return
      case '/auth/style':
        json(response, 200, { color_text: '#111', dim_font_size: '1px;}', other: '#222' })
        return
      case '/auth/jwks':
        json(response, 200, { keys: [key.jwk] })
        return
      default:
        if (method === 'GET') await behave.until
        fhir(method, pathname.replace(/^\/fhir\//, ''), searchParams, request, body, response)
    }
  }

  function discovery(): Json {
    return {
      issuer: origin,
      authorization_endpoint: `${origin}/auth/authorize`,
      token_endpoint: `${origin}/auth/token`,
      revocation_endpoint: `${origin}/auth/revoke`,
      jwks_uri: `${origin}/auth/jwks`,
      authorization_response_iss_parameter_supported: true,
      code_challenge_methods_supported: ['S256'],
      capabilities: ['launch-ehr', 'launch-standalone', 'permission-v2'],
      ...behave.discovery,
    }
  }

  function authorize(asked: URLSearchParams, response: ServerResponse): void {
    const code = secret('code')
    codes.set(code, {
      challenge: asked.get('code_challenge') ?? '',
      nonce: asked.get('nonce'),
      scope: asked.get('scope') ?? '',
      clientId: asked.get('client_id') ?? '',
    })
    const back = new URL(asked.get('redirect_uri') ?? '')
    const members = { code, state: asked.get('state') ?? '', iss: origin, ...behave.redirect }
    for (const [name, value] of Object.entries(members))
      if (value !== undefined) back.searchParams.set(name, value)
    response.writeHead(302, { location: back.href }).end()
  }

  async function token(form: URLSearchParams, response: ServerResponse): Promise<void> {
    if (behave.tokenStatus === 'drop') {
      response.destroy()
      return
    }
    if (behave.tokenStatus !== undefined) {
      json(response, behave.tokenStatus, { error: 'temporarily_unavailable' })
      return
    }
    const kind = form.get('grant_type')
    const name = form.get(kind === 'refresh_token' ? 'refresh_token' : 'code') ?? ''
    const grant = (kind === 'refresh_token' ? refreshes : codes).get(name)
    codes.delete(name)
    refreshes.delete(name)
    const verifier = form.get('code_verifier') ?? ''
    const proved =
      kind === 'refresh_token'
        ? !behave.refusesRefresh
        : createHash('sha256').update(verifier).digest('base64url') === grant?.challenge
    if (grant === undefined || !proved) {
      json(response, 400, { error: 'invalid_grant' })
      return
    }
    const access = secret('access')
    const refresh = secret('refresh')
    live.add(access)
    refreshes.set(refresh, grant)
    const asksWho = kind !== 'refresh_token' && grant.scope.split(' ').includes('openid')
    json(response, 200, {
      access_token: access,
      token_type: 'Bearer',
      expires_in: behave.expiresIn,
      scope: grant.scope,
      refresh_token: refresh,
      patient,
      ...(asksWho ? { id_token: await idToken(grant) } : {}),
      ...behave.token,
    })
  }

  function idToken({ nonce, clientId }: Grant): Promise<string> {
    const now = Math.floor(Date.now() / 1000)
    const claims = {
      ...{ iss: origin, aud: clientId, sub: 'user-1', iat: now, exp: now + 300 },
      ...{ nonce, fhirUser: 'Practitioner/house', ...behave.claims },
    }
    const { idKey } = behave
    return new SignJWT(claims)
      .setProtectedHeader({ alg: idKey.alg, kid: idKey.kid })
      .sign(idKey.privateKey)
  }

  function fhir(
    method: string,
    path: string,
    query: URLSearchParams,
    { headers }: IncomingMessage,
    body: string,
    response: ServerResponse,
  ): void {
    const outcome = { resourceType: 'OperationOutcome', issue: [] }
    if (behave.fhir === 'drop') {
      response.destroy()
      return
    }
    if (behave.fhir !== undefined) {
      json(response, behave.fhir, outcome)
      return
    }
    if (!live.has(headers.authorization?.replace(/^Bearer /, '') ?? '')) {
      json(response, 401, outcome)
      return
    }
    if (behave.answer !== undefined) {
      json(response, 200, behave.answer)
      return
    }
    const [type = '', id] = path.split('/')
    if (method === 'POST' && id === undefined) {
      const resource = {
        ...(JSON.parse(body) as Json),
        resourceType: type,
        id: `new-${created.length + 1}`,
      }
      created.push(resource)
      store.load([resource])
      response.setHeader('location', `${iss}/${type}/${resource.id}/_history/1`)
      if (behave.confirmation === undefined) json(response, 201, resource)
      else response.writeHead(201).end(behave.confirmation)
      return
    }
    const form = method === 'POST' ? new URLSearchParams(body) : query
    const isSearch = id === undefined || id === '_search'
    if (isSearch && behave.search[type] !== undefined) {
      json(response, 200, behave.search[type])
      return
    }
    const found = isSearch ? store.search(type, form) : store.read(type, id)
    if (found === undefined) json(response, 404, outcome)
    else json(response, 200, found)
  }

  return {
    ...{ origin, iss, behave, seen, forms, revoked, secrets, created },
    hasRevoked: (count) =>
      new Promise((resolve) => {
        if (revoked.length >= count) resolve()
        else waiting.push({ count, resolve })
      }),
    hold(call) {
      const came = Promise.withResolvers<void>()
      const released = Promise.withResolvers<void>()
      held.set(call, { came: came.resolve, released: released.promise })
      return { came: came.promise, release: released.resolve }
    },
    forgetTokens: () => live.clear(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function json(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}
