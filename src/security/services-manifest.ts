import { createPrivateKey } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  CompactSign,
  calculateJwkThumbprint,
  compactVerify,
  exportJWK,
  type JWK,
  errors as joseErrors,
} from 'jose'
import { z } from 'zod'
import { type Digests, digestOf } from '../engine/module-fence.ts'
import { algorithmsOf, keyRing } from './public-keys.ts'
import type { Algorithm } from './token-header.ts'

/**
 * A list of the files of a services folder with their digests, signed by whoever reviewed them: a compact
 * JWS (RFC 7515) whose payload is `{ "files": { "<path>": "<SHA-256, base64url>" } }` (threat T23).
 */

/** So that no other signed text of the same key passes for a manifest. */
const TYPE = 'cardstock-services+jws'

const payloadSchema = z.strictObject({ files: z.record(z.string(), z.string()) })

/** The services manifest cannot be used; the message says why and what to do. */
export class ManifestError extends Error {
  override readonly name = 'ManifestError'
}

/** Digests of all files that a service can consist of; tests, READMEs and hidden files are none. */
export function digestsOf(folder: string): Digests {
  const digests: Record<string, string> = {}
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted()) {
    if (!/\.(?:[cm]?[jt]s|json|node|wasm)$/.test(name) || name.endsWith('.test.ts')) continue
    if (name.split('/').some((part) => part.startsWith('.'))) continue
    digests[name] = digestOf(readFileSync(join(folder, name)))
  }
  return digests
}

/**
 * Signs a services folder as it is.
 *
 * @param key a private key, PEM (PKCS 8): Ed25519, P-256, P-384, P-521 or RSA
 * @returns the manifest, and the public key as the configuration wants it
 * @throws ManifestError where it is no such key
 */
export async function signServices(
  folder: string,
  key: string | Uint8Array,
): Promise<{ readonly manifest: string; readonly publicKey: JWK; readonly files: number }> {
  const { privateKey, publicKey } = await keysOf(key)
  const [alg] = algorithmsOf(publicKey)
  if (alg === undefined) throw new ManifestError('the key is of a kind that signs nothing here')
  const files = digestsOf(folder)
  const kid = await calculateJwkThumbprint(publicKey)
  const manifest = await new CompactSign(new TextEncoder().encode(JSON.stringify({ files })))
    .setProtectedHeader({ alg, kid, typ: TYPE })
    .sign(privateKey)
  return { manifest, publicKey: { ...publicKey, kid, alg }, files: Object.keys(files).length }
}

async function keysOf(key: string | Uint8Array) {
  try {
    const privateKey = createPrivateKey(Buffer.from(key))
    const { kty, crv, x, y, n, e } = await exportJWK(privateKey)
    const members = { kty, crv, x, y, n, e }
    const publicKey = Object.fromEntries(
      Object.entries(members).filter(([, value]) => value !== undefined),
    ) as JWK
    return { privateKey, publicKey }
  } catch {
    throw new ManifestError('the key is no private key in PEM (openssl genpkey -algorithm ed25519)')
  }
}

/**
 * The digests that a manifest allows, once its signature holds and it names the files that are there: a
 * rule that is gone would else be missing in silence.
 *
 * @throws ManifestError
 */
export async function approvedDigests(
  manifest: string,
  keys: readonly JWK[],
  folder: string,
): Promise<Digests> {
  const files = await verified(manifest.trim(), keys)
  const present = digestsOf(folder)
  for (const name of Object.keys(files))
    if (!Object.hasOwn(present, name)) throw new ManifestError(`${name} is signed, but not there`)
  for (const [name, digest] of Object.entries(present)) {
    if (!Object.hasOwn(files, name)) throw new ManifestError(`${name} is there, but not signed`)
    if (files[name] !== digest) throw new ManifestError(`${name} is not as it was signed`)
  }
  return files
}

/**
 * `approvedDigests` of a manifest in a file.
 *
 * @throws ManifestError whose message begins with the setting
 */
export async function readManifest(
  { file, keys }: { readonly file: string; readonly keys: readonly JWK[] },
  folder: string,
): Promise<Digests> {
  try {
    return await approvedDigests(readFileSync(file, 'utf8'), keys, folder)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (!(error instanceof ManifestError) && code === undefined) throw error
    const why = error instanceof ManifestError ? message : `it cannot be read (${code})`
    throw new ManifestError(
      `servicesManifest: ${file}: ${why}. Review the services, then sign them with "cardstock sign"`,
    )
  }
}

async function verified(manifest: string, keys: readonly JWK[]): Promise<Digests> {
  const ring = keyRing(keys)
  try {
    const { payload } = await compactVerify(manifest, async ({ kid = '', alg, typ }) => {
      const key = typ === TYPE ? await ring.find(kid, alg as Algorithm) : undefined
      if (key === undefined) throw new ManifestError('it is signed by none of the keys')
      return key
    })
    return payloadSchema.parse(JSON.parse(new TextDecoder().decode(payload))).files
  } catch (error) {
    if (error instanceof joseErrors.JOSEError)
      throw new ManifestError('its signature does not hold, or it is no manifest')
    if (error instanceof z.ZodError || error instanceof SyntaxError)
      throw new ManifestError('it is signed, but is no manifest')
    throw error
  }
}
