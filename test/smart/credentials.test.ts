import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { decodeProtectedHeader, exportJWK, generateKeyPair, jwtVerify } from 'jose'
import { type Companion, startCompanion } from '../support/companion.ts'
import { resources } from '../support/companion-patient.ts'

async function running(
  companion: Readonly<Record<string, unknown>>,
  use: (app: Companion) => Promise<void>,
): Promise<void> {
  const env = { NORTH_SECRET: 'a b:c' }
  const app = await startCompanion({ patient: 'ada', resources, companion, env })
  try {
    await use(app)
  } finally {
    await app.close()
  }
}

describe('at the token endpoint the app is', () => {
  test('a public client: its name, and no secret', async () => {
    await running({}, async (app) => {
      await app.opened()
      const [{ form, authorization } = { form: new URLSearchParams() }] = app.ehr.forms
      expect([form.get('client_id'), authorization]).toEqual(['app-1', undefined])
      expect(form.get('client_assertion')).toBeNull()
    })
  })

  test('one with a secret of the environment: client_secret_basic', async () => {
    await running({ secretEnv: 'NORTH_SECRET' }, async (app) => {
      const browser = await app.opened()
      app.later(241)
      expect((await browser.get('/app/api/patient')).status).toBe(200)
      for (const { form, authorization = '' } of app.ehr.forms) {
        const sent = Buffer.from(authorization.replace('Basic ', ''), 'base64').toString()
        expect([sent, form.get('client_id')]).toEqual(['app-1:a+b%3Ac', null])
      }
    })
  })

  test.each(['RS384', 'ES384'] as const)('one with a key of its own: %s', async (alg) => {
    const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true })
    const file = join(mkdtempSync(join(tmpdir(), 'cardstock-key-')), 'app.jwk')
    writeFileSync(file, JSON.stringify({ ...(await exportJWK(privateKey)), kid: 'app-key', alg }))
    chmodSync(file, 0o600)
    await running({ privateKeyFile: file }, async (app) => {
      await app.opened()
      const assertion = app.ehr.forms[0]?.form.get('client_assertion') ?? ''
      expect(decodeProtectedHeader(assertion)).toEqual({ alg, kid: 'app-key', typ: 'JWT' })
      const { payload } = await jwtVerify(assertion, publicKey, {
        ...{ issuer: 'app-1', subject: 'app-1', audience: `${app.ehr.origin}/auth/token` },
      })
      expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBeLessThanOrEqual(300)
      expect(payload.jti).toMatch(/.{20}/)
    })
  })
})
