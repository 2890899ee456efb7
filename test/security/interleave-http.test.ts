import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { bodyOf, FORMS, type Form } from '../soak/interleave-patients.ts'
import { seeded } from '../soak/random.ts'
import { type Serving, serve, stop } from '../support/serve.ts'
import { clientsYaml, makeKey, sign, type TestKey } from '../support/tokens.ts'

const BASE = 'https://cds.example'
const TENANTS = [0, 1, 2, 3, 4]
const PATIENTS = Array.from({ length: 8 }, (_, index) => index)
const forms = FORMS.filter((form) => form !== 'chart-fetched')
const AT_ONCE = 16
const UUID = /[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/g
/** The results stand in last month's days, so that they are neither old nor of the future. */
const MONTH = new Date(Date.now() - 31 * 86_400_000).toISOString().slice(0, 8)

interface Case {
  readonly tenant: number
  readonly patient: number
  readonly form: Form
}
const cases: readonly Case[] = TENANTS.flatMap((tenant) =>
  PATIENTS.flatMap((patient) => forms.map((form) => ({ tenant, patient, form }))),
)
const nameOf = ({ tenant, patient, form }: Case) => `${tenant} ${patient} ${form}`

const keys: TestKey[] = []
const interleaved: Serving[] = []
const stopping: Promise<unknown>[] = []
const start = (workers: number): Promise<Serving> => {
  const clients = TENANTS.map((tenant) => ({
    ...{ id: `client-${tenant}`, issuer: `https://ehr-${tenant}.example` },
    ...{ jwks: { keys: [keys[tenant]?.jwk] }, gapCardFor412: true, deadlineMs: 30_000 },
  }))
  const config = `publicUrl: ${BASE}\nworkers: ${workers}\n${clientsYaml(...clients)}`
  return serve(config)
}

async function send({ url }: Serving, { tenant, patient, form }: Case): Promise<string> {
  const { service, text } = bodyOf(tenant, patient, form)
  const path = `/cds-services/${service}`
  const key = keys[tenant]
  if (key === undefined) throw new Error('a tenant without a key')
  const now = Math.floor(Date.now() / 1000)
  const token = await sign({ key, iss: `https://ehr-${tenant}.example`, now }, BASE + path)
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: text.replaceAll('2026-11-', MONTH),
  })
  return `${response.status} ${(await response.text()).replaceAll(UUID, 'uuid')}`
}

/** What each is answered where nobody else calls: with everything along first, then as asked. */
const expected = new Map<string, string>()

beforeAll(async () => {
  keys.push(...(await Promise.all(TENANTS.map(() => makeKey('RS384')))))
  // Each of a process of its own, which nobody else calls; one after the other, since many that start at
  // once stall each other, and a stalled one refuses calls.
  for (const tenant of TENANTS) {
    const alone = await start(0)
    try {
      for (const patient of PATIENTS)
        for (const form of ['orders', ...forms] as const)
          expected.set(
            nameOf({ tenant, patient, form }),
            await send(alone, { tenant, patient, form }),
          )
    } finally {
      stopping.push(stop(alone))
    }
  }
})
afterAll(async () => {
  await Promise.all([...stopping, ...interleaved.map(stop)])
})

describe('R5 over HTTP, tenants with equal patient ids, interleaved', () => {
  test('the answers tell tenants and patients apart', () => {
    expect([...expected.values()].filter((answer) => !answer.startsWith('200 '))).toEqual([])
    expect(new Set(expected.values()).size).toBeGreaterThan(TENANTS.length * PATIENTS.length)
  })

  test.each([0, 2])('with %d workers each is answered as if it were alone', async (workers) => {
    const serving = await start(workers)
    interleaved.push(serving)
    // The scores of everybody are kept now, side by side.
    for (const tenant of TENANTS)
      for (const patient of PATIENTS) await send(serving, { tenant, patient, form: 'orders' })
    const random = seeded(5)
    const all = [...cases, ...cases, ...cases]
      .map((each) => ({ each, at: random() }))
      .toSorted((a, b) => a.at - b.at)
      .map(({ each }) => each)
    const wrong: string[] = []
    let next = 0
    const lane = async (): Promise<void> => {
      for (let each = all[next++]; each !== undefined; each = all[next++]) {
        const name = nameOf(each)
        if ((await send(serving, each)) !== expected.get(name)) wrong.push(name)
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, lane))
    expect(wrong).toEqual([])
  })
})
