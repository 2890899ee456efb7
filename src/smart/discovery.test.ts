import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { type SmartServer, startSmartServer } from '../../test/support/smart-server.ts'
import { type GuardedFetch, guardedFetch } from '../security/guarded-fetch.ts'
import { discoverer } from './discovery.ts'
import type { Registration } from './registration.ts'

let ehr: SmartServer
beforeEach(async () => {
  ehr = await startSmartServer('ada', [])
})
afterEach(() => ehr.close())

/** Nothing else of a registration is looked at. */
const registration = (authOrigins: readonly string[] = []) =>
  ({ authOrigins }) as unknown as Registration
const server = () => ({ iss: ehr.iss, reach: 'internal' }) as const

describe('discovery', () => {
  test('is asked once a minute, however many log in', async () => {
    let now = 0
    const discover = discoverer(guardedFetch, () => now)
    const [one, place] = [registration(), server()]
    await Promise.all([discover(one, place), discover(one, place)])
    expect(ehr.seen).toHaveLength(1)
    now = 60_000
    await discover(one, place)
    expect(ehr.seen).toHaveLength(2)
  })

  test('is asked again after a failure', async () => {
    const discover = discoverer(guardedFetch, () => 0)
    const [one, place] = [registration(), server()]
    ehr.behave.discovery = { token_endpoint: undefined }
    await expect(discover(one, place)).rejects.toThrow('rubbish')
    ehr.behave.discovery = {}
    expect(await discover(one, place)).toMatchObject({ token: `${ehr.origin}/auth/token` })
  })

  test('takes an authorization server elsewhere where its origin is registered', async () => {
    const discover = discoverer(guardedFetch, () => 0)
    const elsewhere = 'https://login.example.org'
    ehr.behave.discovery = { token_endpoint: `${elsewhere}/token` }
    await expect(discover(registration(), server())).rejects.toThrow('endpoint-elsewhere')
    expect(await discover(registration([elsewhere]), server())).toMatchObject({
      token: `${elsewhere}/token`,
    })
  })

  test('finds the keys by OpenID Connect where the FHIR server does not tell', async () => {
    const fetch: GuardedFetch = async (request) =>
      request.url.endsWith('/.well-known/openid-configuration')
        ? { status: 200, headers: {}, body: Buffer.from(`{"jwks_uri":"${ehr.origin}/keys"}`) }
        : guardedFetch(request)
    ehr.behave.discovery = { jwks_uri: undefined }
    const found = await discoverer(fetch, () => 0)(registration(), server())
    expect(found.jwks).toBe(`${ehr.origin}/keys`)
  })
})
