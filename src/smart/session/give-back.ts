import { revokeToken, type TokenDeps, type TokenEndpoint } from './token-request.ts'

/** What a token endpoint handed out. */
export interface HandedOut {
  readonly accessToken: string
  readonly refreshToken: string | undefined
}

/**
 * Revokes tokens that nobody needs any more; whether the server took them all back. `false` also where
 * it does not offer that, or the operator forbids it. Never rejects for the server's faults.
 */
export async function giveBack(
  endpoint: TokenEndpoint,
  { accessToken, refreshToken }: HandedOut,
  deps: TokenDeps,
): Promise<boolean> {
  if (!endpoint.registration.revoke || endpoint.endpoints.revoke === undefined) return false
  const tokens = [
    ...(refreshToken === undefined ? [] : [[refreshToken, 'refresh_token'] as const]),
    [accessToken, 'access_token'] as const,
  ]
  const done = await Promise.all(
    tokens.map(([token, kind]) => revokeToken(endpoint, token, kind, deps)),
  )
  return done.every(Boolean)
}
