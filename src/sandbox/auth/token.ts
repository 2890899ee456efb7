import { createHash } from 'node:crypto'
import { grantable } from '../scopes.ts'
import { type Code, type Grant, type Grants, TOKEN_SECONDS } from './grants.ts'

/** An answer of the token endpoint (RFC 6749, 5.1 and 5.2; SMART App Launch 2.2, token response). */
export interface TokenAnswer {
  readonly status: 200 | 400 | 401
  readonly body: Readonly<Record<string, unknown>>
}

export interface TokenSetting {
  readonly isClient: (id: string) => boolean
  readonly grants: Grants
  /** Signs who is logged in. */
  readonly idToken: (grant: Grant) => Promise<string>
  readonly styleUrl: string
}

const VERIFIER = /^[A-Za-z0-9._~-]{43,128}$/

/** Exchanges a code or a refresh token. */
export async function exchange(form: URLSearchParams, setting: TokenSetting): Promise<TokenAnswer> {
  const { grants, isClient } = setting
  const client = form.get('client_id') ?? ''
  if (!isClient(client)) return failed('invalid_client', 'client_id is not registered', 401)
  const type = form.get('grant_type')
  if (type === 'authorization_code') {
    const found = grants.codes.get(form.get('code') ?? '')
    const code = grants.spend(found, ({ grant }) => grant.family)
    if (code === undefined || !belongs(code, client, form))
      return failed('invalid_grant', 'the code is unknown, used, expired or not of this request')
    return issued(code.grant, code.grant.scope, setting)
  }
  if (type === 'refresh_token') {
    const found = grants.refreshTokens.get(form.get('refresh_token') ?? '')
    const isOurs = found?.value.client === client
    const scope = isOurs ? narrowed(found.value.scope, form.get('scope')) : undefined
    // Only what is granted spends the token: a request that was wrong can be made once more.
    if (isOurs && !found.spent && scope === undefined)
      return failed('invalid_scope', 'scope is more than was granted')
    const grant = isOurs ? grants.spend(found, ({ family }) => family) : undefined
    if (grant === undefined || scope === undefined)
      return failed('invalid_grant', 'the refresh token is unknown, used or expired')
    return issued(grant, scope, setting)
  }
  return failed('unsupported_grant_type', 'use authorization_code or refresh_token')
}

/** RFC 7009: whoever holds a token may end it; of unknown ones nothing is said. */
export function revoke(form: URLSearchParams, grants: Grants): void {
  const token = form.get('token') ?? ''
  const refresh = grants.refreshTokens.get(token)
  if (refresh !== undefined) grants.endFamily(refresh.value.family)
  else grants.tokens.take(token)
}

function belongs(code: Code, client: string, form: URLSearchParams): boolean {
  const verifier = form.get('code_verifier') ?? ''
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  return (
    code.grant.client === client &&
    code.redirectUri === form.get('redirect_uri') &&
    VERIFIER.test(verifier) &&
    challenge === code.challenge
  )
}

function narrowed(had: string, asked: string | null): string | undefined {
  if (asked === null) return had
  const scopes = grantable(asked)
  return scopes.every((scope) => had.split(' ').includes(scope)) ? scopes.join(' ') : undefined
}

async function issued(grant: Grant, scope: string, setting: TokenSetting): Promise<TokenAnswer> {
  const { grants, idToken, styleUrl } = setting
  const { launch } = grant
  const has = (name: string) => scope.split(' ').includes(name)
  const context =
    launch === undefined
      ? {}
      : {
          patient: launch.patient,
          ...(launch.encounter === undefined ? {} : { encounter: launch.encounter }),
          ...(launch.appContext === undefined ? {} : { appContext: launch.appContext }),
        }
  const refresh = has('offline_access') || has('online_access')
  return {
    status: 200,
    body: {
      access_token: grants.tokens.add({ ...grant, scope }),
      token_type: 'Bearer',
      expires_in: TOKEN_SECONDS,
      scope,
      ...context,
      need_patient_banner: launch?.embedded !== true,
      smart_style_url: styleUrl,
      ...(has('openid') ? { id_token: await idToken({ ...grant, scope }) } : {}),
      ...(refresh
        ? { refresh_token: grants.refreshTokens.add({ value: grant, spent: false }) }
        : {}),
    },
  }
}

function failed(error: string, error_description: string, status: 400 | 401 = 400): TokenAnswer {
  return { status, body: { error, error_description } }
}
