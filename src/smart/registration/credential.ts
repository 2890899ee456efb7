import { createPrivateKey } from 'node:crypto'
import type { JWK } from 'jose'
import { publishedBy } from '../../security/published-keys.ts'
import { OpenToOthersError, readPrivate } from '../../security/read-private.ts'
import type { CompanionSetting } from './setting.ts'

/** How the app proves at the token endpoint who it is. */
export type Credential =
  | { readonly kind: 'public' }
  | { readonly kind: 'secret'; readonly secret: string }
  | { readonly kind: 'key'; readonly jwk: JWK; readonly alg: 'RS384' | 'ES384' }

/** A credential that cannot be used; the message names the setting, never the value. */
export class CredentialError extends Error {
  override readonly name = 'CredentialError'
}

type Env = Readonly<Record<string, string | undefined>>

/** @throws CredentialError */
export function credentialOf(setting: CompanionSetting, env: Env): Credential {
  const { secretEnv, privateKeyEnv, privateKeyFile } = setting
  if (secretEnv !== undefined)
    return { kind: 'secret', secret: variableOf(secretEnv, 'secretEnv', env) }
  if (privateKeyEnv !== undefined)
    return keyOf(variableOf(privateKeyEnv, 'privateKeyEnv', env), 'privateKeyEnv')
  if (privateKeyFile !== undefined) return keyOf(textOf(privateKeyFile), 'privateKeyFile')
  return { kind: 'public' }
}

function variableOf(name: string, setting: string, env: Env): string {
  const value = env[name]
  if (value === undefined || value === '')
    throw new CredentialError(`${setting}: the environment variable ${name} is not set`)
  return value
}

function textOf(file: string): string {
  const setting = `privateKeyFile: ${file}`
  let text: string | undefined
  try {
    text = readPrivate(file)
  } catch (error) {
    if (error instanceof OpenToOthersError)
      throw new CredentialError(`privateKeyFile: ${error.message}`)
    throw new CredentialError(`${setting} cannot be read`, { cause: error })
  }
  if (text === undefined) throw new CredentialError(`${setting} is not there`)
  return text
}

function keyOf(text: string, setting: string): Credential {
  let jwk: JWK
  try {
    jwk = JSON.parse(text) as JWK
    createPrivateKey({ key: jwk, format: 'jwk' })
  } catch {
    // The parsers' messages quote the key.
    throw new CredentialError(`${setting}: must be a private key as a JWK`)
  }
  if (publishedBy(jwk) !== undefined)
    throw new CredentialError(
      `${setting}: is a published key, which anybody could use: make another`,
    )
  const alg =
    jwk.kty === 'RSA' ? 'RS384' : jwk.kty === 'EC' && jwk.crv === 'P-384' ? 'ES384' : undefined
  if (alg === undefined || (jwk.alg !== undefined && jwk.alg !== alg))
    throw new CredentialError(`${setting}: must be for RS384 (RSA) or ES384 (P-384)`)
  if (typeof jwk.kid !== 'string' || jwk.kid === '')
    throw new CredentialError(`${setting}: must have the kid under which the EHR knows it`)
  return { kind: 'key', jwk, alg }
}
