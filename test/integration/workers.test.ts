import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { discoveryOf } from '../../src/engine/discovery.ts'
import { resourcesOf } from '../../src/fhir/memory/bundle.ts'
import { RXNORM } from '../../src/index.ts'
import { MIXED } from '../support/calls.ts'
import { type FhirServer, startFhirServer } from '../support/fhir-server.ts'
import { shippedServices } from '../support/make-app.ts'
import { prefetched } from '../support/prefetch.ts'
import { type Serving, serve } from '../support/serve.ts'
import { sharedFiles } from '../support/shared.ts'

const OWN = new URL('../support/requests/', import.meta.url)
const CHARTS = new URL('../support/patients/', import.meta.url)
const CONFIG =
  'bodyLimitBytes: 65536, maxInFlight: 512, openMode: { deadlineMs: 30000, fhirTimeoutMs: 25000 }'

const texts = (folder: URL) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf8') }))
const requests = [...texts(OWN), ...sharedFiles('requests')]
const patients = [...texts(CHARTS), ...sharedFiles('patients')]
const UUID = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g
/** Of the charts, which are megabytes: not to be looked through for each id of an answer. */
const ofCharts = new Set(patients.flatMap(({ text }) => text.match(UUID) ?? []))

/** `0` is the measure of the others. */
const pools = ['0', '1', '2'] as const
let serving: Readonly<Record<(typeof pools)[number], Serving>>
let fhir: FhirServer

beforeAll(async () => {
  const [none, one, two] = await Promise.all(
    pools.map((workers) => serve(`{ workers: ${workers}, ${CONFIG} }`)),
  )
  if (none === undefined || one === undefined || two === undefined) throw new Error('not started')
  serving = { 0: none, 1: one, 2: two }
  fhir = await startFhirServer()
  for (const { text } of patients) fhir.load(JSON.parse(text))
})
afterAll(async () => {
  for (const { child } of Object.values(serving)) child.kill('SIGKILL')
  await fhir.close()
})

interface Sent {
  readonly path: string
  readonly body?: string
  readonly type?: string
  readonly method?: string
}

/** All that a client sees of an answer; ids that were made for it are masked. */
async function seen({ url }: Serving, sent: Sent) {
  const { path, body, type = 'application/json', method = 'POST' } = sent
  const answer = await fetch(url + path, {
    method,
    ...(body === undefined ? {} : { body, headers: { 'content-type': type } }),
  })
  const ofBody = new Set(body?.match(UUID))
  const isGiven = (id: string) => ofBody.has(id) || ofCharts.has(id)
  const text = (await answer.text()).replace(UUID, (id) => (isGiven(id) ? id : 'made'))
  return { status: answer.status, type: answer.headers.get('content-type'), text }
}

/** The answer, once it has been found the same from the process itself and from these pools. */
async function alike(sent: Sent, others: readonly ('1' | '2')[] = ['2']) {
  const [own, ...theirs] = await Promise.all(
    (['0', ...others] as const).map((workers) => seen(serving[workers], sent)),
  )
  if (own === undefined) throw new Error('not asked')
  others.forEach((workers, index) => {
    expect({ workers, ...theirs[index] }).toEqual({ workers, ...own })
  })
  return own
}

const post = (service: string, body: string): Sent => ({ path: `/cds-services/${service}`, body })

test('calls of every kind, the refused ones too, are answered alike', async () => {
  for (const call of MIXED) expect((await alike(call, ['1', '2'])).status).toBe(call.status)
})

describe('requests are answered alike', () => {
  test('and there are cards among the answers', async () => {
    const body = readFileSync(new URL('order-sign.json', OWN), 'utf8')
    expect((await alike(post('medication-safety', body))).text).toContain('"summary"')
  })

  test.each(requests)('$name, by every service', async ({ text }) => {
    const request = JSON.parse(text) as { readonly fhirServer?: unknown }
    // Theirs are other organisations' servers: ours stands in.
    const local = typeof request.fhirServer === 'string' ? { fhirServer: fhir.url } : {}
    const body = JSON.stringify({ ...request, ...local })
    const own = []
    for (const id of (await shippedServices()).keys())
      own.push(await alike(post(id, body), ['1', '2']), await alike(post(id, text.slice(0, -20))))
    expect(own.map(({ status }) => status)).toContain(400)
  })
})

/** Metformin 500 mg tablet, amoxicillin, clarithromycin. */
const ORDERED = ['861007', '723', '21212']

const draftOrders = (patientId: string) => ({
  resourceType: 'Bundle',
  type: 'collection',
  entry: ORDERED.map((code, index) => ({
    resource: {
      resourceType: 'MedicationRequest',
      id: `draft-${index}`,
      status: 'draft',
      intent: 'order',
      subject: { reference: `Patient/${patientId}` },
      medicationCodeableConcept: { coding: [{ system: RXNORM, code }] },
    },
  })),
})

describe('the hooks of patients are answered alike, from a FHIR server and from prefetch', () => {
  test.each(patients)('$name', async ({ text }) => {
    const resources = resourcesOf(JSON.parse(text))
    const idOf = (type: string) =>
      String(resources.find(({ resourceType }) => resourceType === type)?.id ?? 'none')
    const context = { userId: 'Practitioner/p1', patientId: idOf('Patient') }
    const { services } = discoveryOf((await shippedServices()).values())
    for (const { id, hook, prefetch: templates = {} } of services) {
      const appointments = { resourceType: 'Bundle', type: 'collection', entry: [] }
      const medications = draftOrders(context.patientId)
      const more = { draftOrders: medications, medications, selections: [], appointments }
      const whole = { ...context, ...more, encounterId: idOf('Encounter') }
      const base = { hook, hookInstance: '8f1f3f1e-0d2b-4a55-9f41-0c6a8d1d9a10', context: whole }
      const asked = await alike(post(id, JSON.stringify({ ...base, fhirServer: fhir.url })))
      expect([id, asked.status]).toEqual([id, 200])
      const prefetch = await prefetched(templates, whole, fhir.url)
      await alike(post(id, JSON.stringify({ ...base, prefetch })))
      // Scores only from the cache, at the most.
      const { patient } = prefetch
      await alike(post(id, JSON.stringify({ ...base, prefetch: { patient } })))
    }
  })
})

test('many at once: each has its own answer', async () => {
  const ids = [...(await shippedServices()).keys()]
  const all = texts(OWN).flatMap(({ text }) => ids.map((id) => post(id, text)))
  const expected = await Promise.all(all.map((each) => seen(serving['0'], each)))
  const rounds = Array.from({ length: 5 }, () =>
    Promise.all(all.map((each) => seen(serving['2'], each))),
  )
  for (const got of await Promise.all(rounds)) expect(got).toEqual(expected)
})
