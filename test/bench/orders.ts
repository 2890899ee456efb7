import { randomBytes, randomUUID } from 'node:crypto'
import { nodeScoreCache } from '../../src/cache/node-score-cache.ts'
import { loadConfig } from '../../src/config.ts'
import { type EngineDeps, evaluate } from '../../src/engine/evaluate.ts'
import { loadServices } from '../../src/engine/load-services.ts'
import { RXNORM } from '../../src/index.ts'
import { keyedHash } from '../../src/security/keyed-hash.ts'

/**
 * `npm run bench:orders`: CPU of order-sign in `medication-safety` with 1, 10 and 50 drafts and 100 active
 * medicines. It is to grow with the drafts at most: the ratios are per draft.
 */
const DRAFTS = [1, 10, 50]
const ACTIVE = 100
const CALLS = 60
const WARM_UP = 60
/** A ratio of two noisy medians. */
const TOLERANCE = 1.25

// Common products, each of which several rules look at: repeated with other ids to make the number.
const CODES =
  '314076 197361 861007 198211 197885 617310 1049621 857002 1364445 310431 200371 197606 855633 1232086 314077 892582 198034 105585 749762 313782'.split(
    ' ',
  )

const order = (index: number, status: string) => ({
  resourceType: 'MedicationRequest',
  id: `${status}-${index}`,
  status,
  intent: 'order',
  subject: { reference: 'Patient/pat1' },
  authoredOn: '2026-01-10',
  medicationCodeableConcept: {
    coding: [{ system: RXNORM, code: CODES[(index * 7) % CODES.length] }],
  },
})
const bundle = (amount: number, status: string) => ({
  resourceType: 'Bundle',
  entry: Array.from({ length: amount }, (_, index) => ({ resource: order(index, status) })),
})
const body = (drafts: number): string =>
  JSON.stringify({
    hook: 'order-sign',
    hookInstance: '8f1f3f1e-0d2b-4a55-9f41-0c6a8d1d9a10',
    context: {
      userId: 'Practitioner/p1',
      patientId: 'pat1',
      draftOrders: bundle(drafts, 'draft'),
    },
    prefetch: {
      patient: { resourceType: 'Patient', id: 'pat1', gender: 'female', birthDate: '1950-01-01' },
      medications: bundle(ACTIVE, 'active'),
      ...Object.fromEntries(
        'endedMedications conditions allergies creatinine weight electrolytes labs pregnancy tests'
          .split(' ')
          .map((key) => [key, null]),
      ),
    },
  })

const registry = await loadServices(new URL('../../services', import.meta.url).pathname)
const service = registry.get('medication-safety')
if (service === undefined) throw new Error('medication-safety is not there')
const deps: EngineDeps = {
  now: () => new Date('2026-03-01T12:00:00Z'),
  monotonic: () => performance.now(),
  newId: randomUUID,
  openFhir: () => {
    throw new Error('nobody is asked')
  },
  scoreCache: nodeScoreCache(),
  hash: keyedHash(randomBytes(32)),
  companionUrl: 'https://cds.example/app/launch',
}
const client = { ...loadConfig({}).openClient, deadlineMs: 60_000, maxCards: 50 }

async function cpuOf(drafts: number): Promise<number> {
  const text = body(drafts)
  const times: number[] = []
  for (let call = -WARM_UP; call < CALLS; call += 1) {
    const before = process.cpuUsage()
    const evaluation = await evaluate(text, service as NonNullable<typeof service>, client, deps)
    const { user, system } = process.cpuUsage(before)
    if (!evaluation.ok) throw new Error(evaluation.error.code)
    if (call >= 0) times.push((user + system) / 1000)
  }
  return times.toSorted((a, b) => a - b)[CALLS >> 1] ?? Number.NaN
}

let isLinear = true
let last: { readonly drafts: number; readonly ms: number } | undefined
for (const drafts of DRAFTS) {
  const ms = await cpuOf(drafts)
  const perDraft = last && ms / drafts / (last.ms / last.drafts)
  if (perDraft !== undefined && perDraft > TOLERANCE) isLinear = false
  const ratio = perDraft === undefined ? '' : `, per draft ${perDraft.toFixed(2)} of the line above`
  console.log(`${drafts} drafts, ${ACTIVE} active: ${ms.toFixed(2)} ms${ratio}`)
  last = { drafts, ms }
}
deps.scoreCache.close?.()
process.exitCode = isLinear ? 0 : 1
