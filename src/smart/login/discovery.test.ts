import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { type SmartServer, startSmartServer } from '../../../test/support/smart-server.ts'
import { type GuardedFetch, guardedFetch } from '../../security/guarded-fetch.ts'
import type { Registration } from '../registration/registration.ts'
import { discoverer } from './discovery.ts'

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

  test('names the issuer that is registered, letter by letter, where one is', async () => {
    const discover = discoverer(guardedFetch, () => 0)
    const only = (issuer: string) => ({ ...registration(), issuer })
    expect(await discover(only(ehr.origin), server())).toMatchObject({ issuer: ehr.origin })
    for (const issuer of [`${ehr.origin}/`, `${ehr.origin}/other`, ehr.iss])
      await expect(discover(only(issuer), server())).rejects.toThrow('issuer-another')
  })

  describe('of keys by OpenID Connect, where the FHIR server does not tell', () => {
    const discovered = (status: number, body: string) => {
      const fetch: GuardedFetch = async (request) =>
        request.url.endsWith('/.well-known/openid-configuration')
          ? { status, headers: {}, body: Buffer.from(body.replaceAll('OWN', ehr.origin)) }
          : guardedFetch(request)
      ehr.behave.discovery = { jwks_uri: undefined }
      return discoverer(fetch, () => 0)(registration(), server())
    }

    test('finds them', async () => {
      const { jwks } = await discovered(200, '{"issuer":"OWN","jwks_uri":"OWN/keys"}')
      expect(jwks).toBe(`${ehr.origin}/keys`)
    })

    test('finds none where there is no such document, or none in it', async () => {
      expect((await discovered(404, '')).jwks).toBeUndefined()
      expect((await discovered(200, '{"issuer":"OWN"}')).jwks).toBeUndefined()
    })

    test.each([
      [503, '', 'status-503'],
      [200, '[]', 'rubbish'],
      [200, '<html>', 'rubbish'],
      [200, '{"issuer":"OWN","jwks_uri":7}', 'rubbish'],
      [200, '{"issuer":"OWN","jwks_uri":"https://elsewhere.example/keys"}', 'endpoint-elsewhere'],
    ])('does not take trouble for none: %s %s', async (status, body, word) => {
      await expect(discovered(status, body)).rejects.toThrow(word)
    })

    test.each([
      ['{"jwks_uri":"OWN/keys"}', 'rubbish'],
      ['{"issuer":"OWN/","jwks_uri":"OWN/keys"}', 'issuer-another'],
      ['{"issuer":"OWN/other","jwks_uri":"OWN/keys"}', 'issuer-another'],
      ['{"issuer":"https://elsewhere.example","jwks_uri":"OWN/keys"}', 'issuer-another'],
    ])('takes none of another issuer, or of none: %s', async (body, word) => {
      await expect(discovered(200, body)).rejects.toThrow(word)
    })
  })
})
