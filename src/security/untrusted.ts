/**
 * Why a call is not trusted: the code stands in the log and the audit record, the words are for the
 * integrator at the command line (`cardstock client check`). The caller hears neither (threat T8).
 */
export const TRUST_REASONS = {
  'token-missing': 'Send "Authorization: Bearer <JWT>" with each call.',
  'token-too-long': 'The token is longer than 8 KiB; leave out what nobody asks for.',
  'token-malformed': 'This is no signed JWT in compact form: header.payload.signature, base64url.',
  'header-refused':
    'The header has a member that is not followed: crit, jwk, x5c, x5u, or cty for a token in a token.',
  'typ-wrong': 'Set typ to "JWT".',
  'alg-refused': 'Sign with one of the algorithms of this client; none and HS* are never taken.',
  'kid-missing': 'Name the key in the header (kid).',
  'issuer-unknown': 'No client has this iss; register it as issuer, letter by letter.',
  'tenant-unknown': 'No client of this issuer has this tenant; add it to tenants.',
  'jku-unregistered':
    'The jku is not the one registered for this issuer; register it, or leave it out.',
  'aud-mismatch': 'Set aud to the very URL that is called, as the client is registered with it.',
  'time-missing': 'Send exp and iat as whole seconds; nbf too, where it is sent.',
  expired: 'The token has expired; make one per call, and compare the clocks.',
  'not-yet-valid': 'iat or nbf lies in the future; compare the clocks.',
  'lifetime-too-long': 'Let the token expire sooner after iat, or raise maxTokenSeconds.',
  'jti-missing': 'Send jti, 1 to 256 characters, another one in each token.',
  'key-unknown': 'The client’s keys have none of this kid that is for this algorithm.',
  'key-published':
    'Anybody can sign with this key: its private half is published. Make a key of your own.',
  'keys-unavailable': 'The client’s keys cannot be had at present.',
  'signature-wrong': 'The signature does not fit the key of this kid.',
  replayed: 'The token (iss, jti) was used before; make one per call.',
  'replay-unchecked': 'Whether the token was used before cannot be told now; call again later.',
  'not-this-machine': 'Without configured clients only this machine is answered.',
  'not-own-name':
    'Without configured clients this machine is called by 127.0.0.1, localhost or publicUrl.',
} as const

export type TrustReason = keyof typeof TRUST_REASONS

/** A call is not trusted. `detail` may quote the token: for the command line, never for a log. */
export class Untrusted extends Error {
  override readonly name = 'Untrusted'
  readonly reason: TrustReason
  readonly detail: string

  constructor(reason: TrustReason, detail = '') {
    super(reason)
    this.reason = reason
    this.detail = detail
  }
}
