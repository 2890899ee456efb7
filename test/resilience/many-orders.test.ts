import { randomBytes, randomUUID } from 'node:crypto'
import { Session } from 'node:inspector/promises'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { nodeScoreCache } from '../../src/cache/node-score-cache.ts'
import { loadConfig } from '../../src/config.ts'
import { type EngineDeps, evaluate } from '../../src/engine/evaluate.ts'
import { oncIngredients, RXNORM } from '../../src/index.ts'
import { keyedHash } from '../../src/security/keyed-hash.ts'
import { shippedServices } from '../support/make-app.ts'

/**
 * T14: a thousand draft orders are of legal size. What the rules do for them is counted, as the times that
 * their functions and loops are gone through: it is to grow with the orders, not with their square.
 */
const FEW = 500
const MANY = 1000
/** Twice the orders: 2 where all is in proportion, 4 where each is held against each. */
const MOST_GROWTH = 2.5
/** Less than ten steps an order are no matter. */
const NOTHING = 10 * MANY

const CITALOPRAM_20 = '200371'
const SIMVASTATIN_10 = '314231'
const COMMON =
  '314076 197361 861007 198211 197885 617310 1049621 857002 1364445 310431 200371 197606 855633'
const SHAPES: readonly (readonly [string, readonly string[]])[] = [
  ['one medicine', [CITALOPRAM_20]],
  ['one medicine with a limit of dose', [SIMVASTATIN_10]],
  ['common medicines', COMMON.split(' ')],
  ['every medicine of the ONC list', oncIngredients],
]

const deps: EngineDeps = {
  now: () => new Date('2026-03-01T12:00:00Z'),
  monotonic: () => 0,
  newId: randomUUID,
  openFhir: () => {
    throw new Error('nobody is asked')
  },
  scoreCache: nodeScoreCache(),
  hash: keyedHash(randomBytes(32)),
  companionUrl: 'https://cds.example/app/launch',
}
const client = { ...loadConfig({}).openClient, deadlineMs: 60_000, maxCards: 50 }

const session = new Session()
beforeAll(async () => {
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
})
afterAll(() => {
  session.disconnect()
  deps.scoreCache.close?.()
})

/** How often each place of the rules was gone through since the last time, by file. */
async function steps(): Promise<ReadonlyMap<string, number>> {
  const { result } = await session.post('Profiler.takePreciseCoverage')
  return new Map(
    result
      .filter(({ url }) => /\/(?:services|src\/clinical)\//.test(url))
      .map(({ url, functions }) => [
        url,
        functions.flatMap(({ ranges }) => ranges).reduce((sum, { count }) => sum + count, 0),
      ]),
  )
}

const entries = (resources: readonly object[]) => ({
  resourceType: 'Bundle',
  entry: resources.map((resource) => ({ resource })),
})
const coding = (code: string | undefined) => ({ coding: [{ system: RXNORM, code }] })
const order = (codes: readonly string[], n: number) => ({
  resourceType: 'MedicationRequest',
  id: `draft-${n}`,
  status: 'draft',
  intent: 'order',
  subject: { reference: 'Patient/pat1' },
  authoredOn: '2026-01-10',
  medicationCodeableConcept: coding(codes[n % codes.length]),
  dosageInstruction: [
    {
      timing: { repeat: { frequency: 1, period: 1, periodUnit: 'd' } },
      doseAndRate: [{ doseQuantity: { value: 1, unit: 'tablet' } }],
    },
  ],
})
const allergy = (code: string, n: number) => ({
  resourceType: 'AllergyIntolerance',
  id: `allergy-${n}`,
  patient: { reference: 'Patient/pat1' },
  clinicalStatus: { coding: [{ code: 'active' }] },
  code: coding(code),
})
const result = (code: string, value: number, unit: string) =>
  entries([
    {
      resourceType: 'Observation',
      id: `o${code}`,
      status: 'final',
      code: { coding: [{ system: 'http://loinc.org', code }] },
      subject: { reference: 'Patient/pat1' },
      effectiveDateTime: '2026-02-20',
      valueQuantity: { value, unit, system: 'http://unitsofmeasure.org', code: unit },
    },
  ])

async function workFor(count: number, codes: readonly string[]) {
  const service = (await shippedServices()).get('medication-safety')
  if (service === undefined) throw new Error('medication-safety is not there')
  const drafts = Array.from({ length: count }, (_, n) => order(codes, n))
  const text = JSON.stringify({
    hook: 'order-sign',
    hookInstance: randomUUID(),
    context: { userId: 'Practitioner/p1', patientId: 'pat1', draftOrders: entries(drafts) },
    prefetch: {
      patient: { resourceType: 'Patient', id: 'pat1', gender: 'female', birthDate: '1950-01-01' },
      medications: entries([]),
      allergies: entries(codes.map(allergy)),
      creatinine: result('2160-0', 3.4, 'mg/dL'),
      weight: result('29463-7', 60, 'kg'),
      ...Object.fromEntries(
        'endedMedications conditions electrolytes labs pregnancy tests'
          .split(' ')
          .map((key) => [key, null]),
      ),
    },
  })
  await steps()
  const evaluation = await evaluate(text, service, client, deps)
  if (!evaluation.ok) throw new Error(evaluation.error.code)
  return { work: await steps(), rules: evaluation.report.rules }
}

test.each(SHAPES)('T14 the work for a thousand orders grows with them: %s', async (_, codes) => {
  await workFor(FEW, codes)
  const few = await workFor(FEW, codes)
  const many = await workFor(MANY, codes)
  expect(many.rules.length).toBeGreaterThan(3)
  const grown = [...many.work].flatMap(([url, steps]) => {
    const before = few.work.get(url) ?? 0
    return steps > NOTHING && steps > before * MOST_GROWTH ? [{ url, before, steps }] : []
  })
  expect(grown).toEqual([])
  const total = (work: ReadonlyMap<string, number>) =>
    [...work.values()].reduce((sum, steps) => sum + steps, 0)
  expect(total(many.work)).toBeLessThan(total(few.work) * MOST_GROWTH)
})
