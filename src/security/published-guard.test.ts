import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from '@jest/globals'
import type { JWK } from 'jose'
import { publishedGuard } from './published-guard.ts'

const PLACE = { url: 'https://ehr.example/jwks', reach: 'public' } as const
const PUBLISHED: JWK = {
  ...{ kty: 'EC', crv: 'P-256', kid: 'k1' },
  x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
}
const OWN: JWK = {
  ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }),
  kid: 'k1',
}

test('T30 published keys are told of once until they change', () => {
  const told: (readonly string[])[] = []
  const ringOf = publishedGuard({
    areTaken: false,
    onPublished: (_place, published) => told.push(published),
  })
  for (const keys of [[PUBLISHED], [PUBLISHED, OWN], [OWN], [PUBLISHED]]) ringOf(PLACE, keys)
  expect(told).toEqual([['RFC 7515, appendix A.3'], ['RFC 7515, appendix A.3']])
})

test('T30 one’s own key of the same kid is used in its place', async () => {
  const ringOf = publishedGuard({ areTaken: false, onPublished: () => {} })
  await expect(ringOf(PLACE, [PUBLISHED]).find('k1', 'ES256')).rejects.toThrow('key-published')
  expect(await ringOf(PLACE, [PUBLISHED, OWN]).find('k1', 'ES256')).toBeDefined()
  expect(await ringOf(PLACE, [PUBLISHED]).find('k2', 'ES256')).toBeUndefined()
})
