import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import request from 'supertest'
import { makeApp, type TestApp } from '../support/make-app.ts'
import { sharedFiles } from '../support/shared.ts'
import { outcomeSchema, responseSchema } from '../support/wire.ts'

const MUTATIONS = 1000
const SERVICES: Readonly<Record<string, string>> = {
  'patient-view': 'cardiometabolic-risk',
  'order-select': 'medication-safety',
  'order-sign': 'medication-safety',
  'encounter-discharge': 'discharge-check',
}

const own = ['patient-view', 'order-select', 'order-sign', 'encounter-discharge'].map((name) =>
  readFileSync(new URL(`../support/requests/${name}.json`, import.meta.url), 'utf8'),
)
// The project's own requests weigh as much as all the others together.
const shared = sharedFiles('requests').map(({ text }) => text)
const valid: readonly string[] = [
  ...own,
  ...shared,
  ...shared.flatMap((_, index) => own[index % own.length] ?? []),
]

const ODD: readonly unknown[] = [
  null,
  0,
  -1,
  1e308,
  true,
  '',
  ' ',
  'x'.repeat(5000),
  '\u0000\ud800',
  '<img src=x onerror=alert(1)>',
  [],
  [null],
  {},
  { resourceType: 'Patient' },
  { resourceType: 'Bundle', entry: [null, {}, { resource: null }, { resource: [] }] },
  { resourceType: 'OperationOutcome', issue: null },
  [[[[]]]],
]

interface Mutation {
  readonly request: number
  readonly at: number
  readonly kind: 'delete' | 'retype' | 'nest' | 'truncate' | 'repeat'
  readonly odd: number
}

/** Every place in a JSON value, as the holder and the key. */
function places(
  value: unknown,
  found: [Record<string, unknown>, string][] = [],
): [Record<string, unknown>, string][] {
  if (typeof value === 'object' && value !== null)
    for (const key of Object.keys(value)) {
      // Arrays and objects alike are addressed by key.
      const holder = value as Record<string, unknown>
      found.push([holder, key])
      places(holder[key], found)
    }
  return found
}

function mutate(text: string, { at, kind, odd }: Mutation): string {
  if (kind === 'truncate') return text.slice(0, at % text.length)
  const value: unknown = JSON.parse(text)
  const all = places(value)
  const place = all[at % all.length]
  if (place === undefined) return text
  const [holder, key] = place
  if (kind === 'delete') delete holder[key]
  else if (kind === 'retype') holder[key] = ODD[odd % ODD.length]
  else if (kind === 'nest') holder[key] = { [key]: [holder[key]] }
  else holder[key] = [holder[key], holder[key], holder[key]]
  return JSON.stringify(value)
}

describe('mutated requests', () => {
  let app: TestApp
  beforeAll(async () => {
    const engine = {
      openFhir: () => ({ read: async () => ({ ok: false, failure: 'unreachable' }) as const }),
    }
    app = await makeApp({ now: '2026-11-24T12:00:00Z', engine })
  })
  afterAll(() => app.close())

  test(`${MUTATIONS} of them: never a 5xx, every answer of the wire's form`, async () => {
    const mutation = fc.record({
      request: fc.nat(),
      at: fc.nat(),
      kind: fc.constantFrom<Mutation['kind']>('delete', 'retype', 'nest', 'truncate', 'repeat'),
      odd: fc.nat(),
    })
    await fc.assert(
      fc.asyncProperty(mutation, async (each) => {
        const original = valid[each.request % valid.length] ?? ''
        const { hook } = JSON.parse(original)
        const body = mutate(original, each)
        const answer = await request(app.app)
          .post(`/cds-services/${SERVICES[hook] ?? 'medication-safety'}`)
          .set('content-type', 'application/json')
          .send(body)
        expect([200, 400, 412]).toContain(answer.status)
        if (answer.status === 200) responseSchema.parse(answer.body)
        else outcomeSchema.parse(answer.body)
        expect(answer.text).not.toMatch(/\bat .+\.ts:\d+/)
      }),
      { seed: 20_261_124, numRuns: MUTATIONS },
    )
  })
})
