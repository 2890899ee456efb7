import { expect, test } from '@jest/globals'
import type { StoredAuditRecord } from '../../src/store/audit.ts'
import { auditEvent } from '../../src/store/audit-event.ts'
import { keptTrail } from '../support/kept-trail.ts'
import { listen } from '../support/raw-http.ts'
import { clientsYaml, makeKey, sign } from '../support/tokens.ts'

const NOW = '2026-06-01T12:00:00Z'
const BASE = 'https://cds.example.org'
const PATH = '/cds-services/cardiometabolic-risk'
const ISS = 'https://ehr.example.org'

test('T8 a flood of refusals costs few records, which together tell of every call', async () => {
  const key = await makeKey('ES384', 'k1')
  const clock = { ms: 0 }
  const app = await listen({
    now: NOW,
    config: `publicUrl: ${BASE}\nworkers: 0\n${clientsYaml({ id: 'ehr', issuer: ISS, jwks: { keys: [key.jwk] } })}`,
    engine: { monotonic: () => clock.ms },
  })
  const post = async (authorization?: string) => {
    const answer = await fetch(app.url + PATH, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(authorization === undefined ? {} : { authorization }),
      },
      body: '{}',
    })
    await answer.arrayBuffer()
    return answer.status
  }
  const times = async (count: number, made: () => Promise<number>) =>
    new Set(await Promise.all(Array.from({ length: count }, made)))
  const token = (now: string) => sign({ key, iss: ISS, now: Date.parse(now) / 1000 }, BASE + PATH)

  try {
    const expired = await token('2026-05-01T12:00:00Z')
    expect(await times(200, () => post())).toEqual(new Set([401]))
    // Another reason, of a client that is claimed: it is not hidden by the flood.
    expect(await times(70, () => post(`Bearer ${expired}`))).toEqual(new Set([401]))
    // Whoever is known has a record for each call.
    expect(await times(80, async () => post(`Bearer ${await token(NOW)}`))).toEqual(new Set([400]))
    clock.ms += 3 * 60_000
    expect(await times(10, () => post())).toEqual(new Set([401]))
  } finally {
    await app.close()
  }

  const { records, verdict } = await keptTrail(app.dataDir)
  expect(verdict).toMatchObject({ ok: true })
  const floods = records.filter(({ event }) => event === 'flood')
  const inFull = records.filter(({ event }) => event === 'hook')
  const count = (client: string, code: string) =>
    inFull.filter((each) => each.client === client && each.code === code).length
  expect([
    count('', 'token-missing'),
    count('', 'expired'),
    count('ehr', 'CDS_REQUEST_INVALID'),
  ]).toEqual([63, 60, 80])
  expect(floods).toMatchObject([
    { hook: 'hook', status: 401, code: 'token-missing', affected: 147, client: '' },
    { hook: 'hook', status: 401, code: 'expired', affected: 10, client: '', claimed: 'ehr' },
  ])
  expect(floods[0]).not.toHaveProperty('claimed')
  expect(auditEvent(floods[1] as StoredAuditRecord, BASE)).toMatchObject({
    type: { code: '110113' },
    outcome: '4',
    outcomeDesc: 'expired',
    entity: [
      {
        detail: expect.arrayContaining([
          { type: 'claimed client', valueString: 'ehr' },
          { type: 'calls', valueString: '10' },
        ]),
      },
    ],
  })
})
