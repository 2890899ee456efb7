import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test } from '@jest/globals'
import { CompactSign } from 'jose'
import { approvedDigests, ManifestError, signServices } from './services-manifest.ts'

const pem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' })
const ed25519 = generateKeyPairSync('ed25519').privateKey
const KEYS = {
  ed25519: pem(ed25519),
  'P-384': pem(generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey),
  RSA: pem(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey),
}

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cardstock-manifest-'))
  mkdirSync(join(folder, 'a', '.git'), { recursive: true })
  for (const name of [
    'a/service.ts',
    'a/table.json',
    'a/rule.test.ts',
    'a/README.md',
    'a/.git/x.ts',
  ])
    writeFileSync(join(folder, name), name)
})

test.each(Object.entries(KEYS))(
  'a manifest signed with %s holds, for what could be loaded',
  async (_, key) => {
    const { manifest, publicKey, files } = await signServices(folder, key)
    expect(files).toBe(2)
    const digests = await approvedDigests(`${manifest}\n`, [publicKey], folder)
    expect(Object.keys(digests)).toEqual(['a/service.ts', 'a/table.json'])
    expect(publicKey).not.toHaveProperty('d')
  },
)

test('it holds by none but the keys that may sign', async () => {
  const [one, other] = await Promise.all([
    signServices(folder, KEYS.ed25519),
    signServices(folder, KEYS['P-384']),
  ])
  const refused = (text: string, ...keys: (typeof one.publicKey)[]) =>
    expect(approvedDigests(text, keys, folder)).rejects.toThrow(ManifestError)
  await refused(one.manifest, other.publicKey)
  await refused(one.manifest, { ...other.publicKey, kid: String(one.publicKey.kid) })
  await refused(one.manifest.replace(/\.[^.]+\./, `.${btoa('{"files":{}}')}.`), one.publicKey)
  await refused(one.manifest.replace(/[^.]+$/, ''), one.publicKey)
  const none = btoa(JSON.stringify({ alg: 'none', kid: one.publicKey.kid }))
  await refused(one.manifest.replace(/^[^.]+/, none), one.publicKey)
  await refused('', one.publicKey)
})

test.each([
  [
    'no list of files',
    { typ: 'cardstock-services+jws' },
    '{"files":["a/service.ts"]}',
    'is no manifest',
  ],
  ['no JSON', { typ: 'cardstock-services+jws' }, 'hello', 'is no manifest'],
  ['another kind of text', { typ: 'JWT' }, '{"files":{}}', 'signed by none'],
])('what the right key signed, but is %s, is none', async (_, header, payload, why) => {
  const { publicKey } = await signServices(folder, KEYS.ed25519)
  const text = await new CompactSign(new TextEncoder().encode(payload))
    .setProtectedHeader({ alg: 'EdDSA', kid: String(publicKey.kid), ...header })
    .sign(ed25519)
  await expect(approvedDigests(text, [publicKey], folder)).rejects.toThrow(why)
})

test('what is no private key signs nothing', async () => {
  for (const key of ['', 'hello', pem(ed25519).toString().replace('PRIVATE', 'PUBLIC')])
    await expect(signServices(folder, key)).rejects.toThrow('is no private key in PEM')
})
