import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { defineRule, defineService, optional } from '#cds'
import { openBlackHole } from '../support/black-hole.ts'
import type { Fault } from '../support/fhir-faults.ts'
import { type FhirServer, startFhirServer } from '../support/fhir-server.ts'
import { registryOf } from '../support/make-app.ts'
import { type Answer, exchange, type Listening, listen, postBytes } from '../support/raw-http.ts'
import { serverFaults } from '../support/server-faults.ts'
import { outcomeSchema, responseSchema } from '../support/wire.ts'

const TOKEN = 'SECRET-TOKEN-4711'
const about = {
  version: '1.0.0',
  owner: 'Tests',
  reviewBy: '2027-01-01',
  source: { label: 'Tests' },
  hooks: 'patient-view',
} as const
const PATIENT = 'Patient/{{context.patientId}}'
const cards = { said: { indicator: 'info', summary: '{{count}} {{what}}' } } as const

const conditions = defineRule({
  ...about,
  id: 'conditions',
  checks: 'the conditions',
  prefetch: { patient: optional(PATIENT), conditions: 'Condition?patient={{context.patientId}}' },
  cards,
  evaluate: ({ conditions: list }, { card }) => [
    card('said', { count: list.length, what: 'conditions' }),
  ],
})
const allergies = defineRule({
  ...about,
  id: 'allergies',
  checks: 'the allergies',
  prefetch: {
    patient: optional(PATIENT),
    allergies: 'AllergyIntolerance?patient={{context.patientId}}',
  },
  cards,
  evaluate: ({ allergies: list }, { card }) => [
    card('said', { count: list.length, what: 'allergies' }),
  ],
})
const findings = defineRule({
  ...about,
  id: 'findings',
  checks: 'the laboratory values',
  prefetch: { patient: optional(PATIENT), findings: 'Observation?patient={{context.patientId}}' },
  cards,
  evaluate: ({ findings: list }, { card }) => [
    card('said', { count: list.length, what: 'findings' }),
  ],
})
const sex = defineRule({
  ...about,
  id: 'sex',
  checks: 'the sex',
  prefetch: { patient: PATIENT },
  cards,
  evaluate: ({ patient: { gender } }, { card }) => [
    card('said', { count: 1, what: gender ?? 'unknown' }),
  ],
})

const kidneys = defineRule({
  ...about,
  id: 'kidneys',
  checks: 'the kidneys',
  prefetch: {
    patient: PATIENT,
    findings: optional('Observation?patient={{context.patientId}}'),
  },
  cards,
  evaluate: ({ findings: list }, { notChecked }) =>
    list === undefined ? [notChecked('the creatinine')] : [],
})

const service = (id: string, announceGaps: boolean) =>
  defineService({ id, title: id, description: 'Made for a test', announceGaps })

/** `all` says what it could not check; `quiet` has one rule and answers 412 where that cannot be; `some` says what failed. */
const registry = registryOf([
  { service: service('all', true), rules: [conditions, allergies, findings, sex] },
  { service: service('quiet', false), rules: [conditions] },
  { service: service('some', false), rules: [conditions, kidneys, sex] },
])

const subject = { reference: 'Patient/pat1' }
const resources = [
  { resourceType: 'Patient', id: 'pat1', gender: 'female', name: [{ family: 'Planted' }] },
  { resourceType: 'Condition', id: 'c1', subject },
  { resourceType: 'AllergyIntolerance', id: 'a1', patient: subject },
  { resourceType: 'Observation', id: 'o1', status: 'final', subject },
]

/** What a call that goes well says. */
const WHOLE = ['1 allergies', '1 conditions', '1 female', '1 findings']

let clockAhead: number
let app: Listening
let ehr: FhirServer
const closing: (() => Promise<unknown>)[] = []

/** An app that gives FHIR servers so long, ms. */
async function listening(fhirTimeoutMs: number): Promise<Listening> {
  const made = await listen({
    now: '2026-11-24T12:00:00Z',
    registry,
    // The deadline is far away: an answer that is not the FHIR server's budget's would say "late".
    config: `openMode: { deadlineMs: 60000, fhirTimeoutMs: ${fhirTimeoutMs}, gapCardFor412: true }`,
    engine: { monotonic: () => performance.now() + clockAhead },
  })
  closing.push(made.close)
  return made
}

beforeEach(async () => {
  clockAhead = 0
  ehr = await startFhirServer({ resources })
  app = await listening(10_000)
  closing.push(ehr.close)
})
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

async function call(
  id: 'all' | 'quiet' | 'some',
  fhirServer: string | undefined = ehr.url,
  more: object = {},
): Promise<Answer> {
  const body = {
    hook: 'patient-view',
    hookInstance: '8f1f3f1e-0d2b-4a55-9f41-0c6a8d1d9a10',
    context: { userId: 'Practitioner/p1', patientId: 'pat1' },
    fhirServer,
    fhirAuthorization: {
      access_token: TOKEN,
      token_type: 'Bearer',
      expires_in: 300,
      scope: 'user/*.read',
      subject: 'cardstock',
    },
    ...more,
  }
  const [answer] = await exchange(app.port, postBytes(`/cds-services/${id}`, JSON.stringify(body)))
  if (answer === undefined) throw new Error('no answer')
  expect(answer.body).not.toMatch(/SECRET|Planted/)
  return answer
}

/** The cards of a 200 answer: what was said, and the text of the gap card, if there is one. */
function read({ status, body }: Answer): { readonly said: string[]; readonly gap: string } {
  expect(status).toBe(200)
  const { cards: list } = responseSchema.parse(JSON.parse(body))
  const isGap = ({ source }: (typeof list)[number]) => source.topic?.code === 'not-checked'
  return {
    said: list
      .filter((card) => !isGap(card))
      .map(({ summary }) => summary)
      .toSorted(),
    gap: list.find(isGap)?.detail ?? '',
  }
}

function expect412({ status, body }: Answer): void {
  expect(status).toBe(412)
  const [issue] = outcomeSchema.parse(JSON.parse(body)).issue
  expect(issue?.details.coding[0]?.code).toBe('CDS_DATA_UNAVAILABLE')
}

const NO_ANSWER = 'the record system did not answer'
const LATE = 'the record system did not answer in time'
const UNUSABLE = 'the record system gave an answer that cannot be used'
const PARTLY = 'the record system sent only a part of the data'
const NOT_PERMITTED = 'reading the data is not permitted'
const REPORTED = 'the record system reported an error'

const bundleOf = (resource: object): Fault => {
  return (response) => {
    const bundle = { resourceType: 'Bundle', type: 'searchset', entry: [{ resource }] }
    response.writeHead(200, { 'content-type': 'application/fhir+json' }).end(JSON.stringify(bundle))
  }
}
const stranger = { resourceType: 'Condition', id: 'c9', subject: { reference: 'Patient/pat2' } }

const FAULTS: readonly (readonly [string, Fault, string])[] = [
  ['says nothing', 'stall', LATE],
  ['sends a byte now and then', 'drip', LATE],
  ['sends headers without end', serverFaults.drippingHead, LATE],
  ['sends a chunk by the byte', serverFaults.drippingChunk, LATE],
  ['says "wait" without end', serverFaults.onlyInterim, LATE],
  ['resets the connection', 'reset', NO_ANSWER],
  ['ends its half of the connection', serverFaults.halfOpen, NO_ANSWER],
  ['breaks off within a body of known length', 'cut-off', NO_ANSWER],
  ['breaks off between chunks', serverFaults.brokenChunks, NO_ANSWER],
  ['speaks another protocol', serverFaults.notHttp, NO_ANSWER],
  ['answers 500', 500, NO_ANSWER],
  ['answers 503', 503, NO_ANSWER],
  ['answers 429', 429, NO_ANSWER],
  ['answers 404', 404, NO_ANSWER],
  ['answers 401', 401, NOT_PERMITTED],
  ['sends its log-in page', 'html', UNUSABLE],
  ['sends nothing', 'empty', UNUSABLE],
  ['sends half of the JSON', 'half-json', UNUSABLE],
  ['sends more bytes than it says', serverFaults.shortLength, NO_ANSWER],
  ['sends 6 MiB', serverFaults.huge, UNUSABLE],
  ['sends a gzip bomb', serverFaults.gzipBomb, UNUSABLE],
  ['nests without end', serverFaults.deep, UNUSABLE],
  ['sends too many members', serverFaults.manyMembers, UNUSABLE],
  ['sends a prototype', serverFaults.prototype, UNUSABLE],
  ['sends other bytes than UTF-8', serverFaults.notUtf8, UNUSABLE],
  ['sends a list', serverFaults.list, UNUSABLE],
  ['sends what has no type', serverFaults.noType, UNUSABLE],
  ['reports an error with 200', serverFaults.outcome, REPORTED],
  ['sends another patient’s data', bundleOf(stranger), PARTLY],
]

describe('R9 a query that the FHIR server', () => {
  test.each(FAULTS)(
    '%s costs its rule only, and the gap is said',
    async (_name, fault, because) => {
      // Where time must run out, it is short; elsewhere it must not decide.
      if (because === LATE) app = await listening(500)
      ehr.fail('/Condition', fault)
      const [all, quiet, some] = await Promise.all([call('all'), call('quiet'), call('some')])
      const { said, gap } = read(all)
      expect(said).toEqual(WHOLE.filter((each) => each !== '1 conditions'))
      expect(gap.split('\n').filter((line) => line.startsWith('- '))).toEqual([
        `- the conditions: ${because}`,
      ])
      expect412(quiet)
      const isFailure = because !== NOT_PERMITTED
      expect(read(some)).toEqual({
        said: ['1 female'],
        gap: isFailure ? expect.stringContaining(`- the conditions: ${because}`) : '',
      })
      ehr.heal()
      expect(read(await call('all'))).toEqual({ said: WHOLE, gap: '' })
    },
  )

  test('answers with a resource of another type, for the patient: no card from it', async () => {
    ehr.fail('/Patient/pat1', bundleOf({ resourceType: 'Condition', id: 'pat1', subject }))
    const { said, gap } = read(await call('all'))
    expect(said).not.toContain('1 female')
    expect(gap).toContain(`- the sex: ${UNUSABLE}`)
  })

  test('answers with another patient, for the patient: no card from it', async () => {
    ehr.fail('/Patient/pat1', (response) => {
      response
        .writeHead(200, { 'content-type': 'application/fhir+json' })
        .end('{"resourceType":"Patient","id":"pat2","gender":"male"}')
    })
    const { said, gap } = read(await call('all'))
    expect(said).toEqual(WHOLE.filter((each) => each !== '1 female'))
    expect(gap).toContain(`- the sex: ${UNUSABLE}`)
  })

  test.each(['redirect', 'next-elsewhere'] as const)('%s: nobody else is called', async (fault) => {
    const trap = await startFhirServer({ resources })
    closing.push(trap.close)
    ehr.fail('/Condition', fault, `${trap.url}/Condition?patient=pat1`)
    const { said, gap } = read(await call('all'))
    expect(said).toEqual(WHOLE.filter((each) => each !== '1 conditions'))
    expect(gap).toContain(`- the conditions: ${fault === 'redirect' ? NO_ANSWER : PARTLY}`)
    expect(trap.requests).toHaveLength(0)
  })

  test('pages without end ends after 20 requests', async () => {
    let page = 0
    ehr.fail(/_page|^\/Condition/, (response) => {
      page += 1
      const link = [{ relation: 'next', url: `${ehr.url}?_page=${page}` }]
      response
        .writeHead(200, { 'content-type': 'application/fhir+json' })
        .end(JSON.stringify({ resourceType: 'Bundle', type: 'searchset', entry: [], link }))
    })
    expect(read(await call('all')).gap).toContain(`- the conditions: ${PARTLY}`)
    expect(page).toBe(20)
  })
})

describe('a service that does not announce gaps', () => {
  const patient = { resourceType: 'Patient', id: 'pat1', gender: 'female' }

  test('tells what a rule could not check since the record system failed', async () => {
    ehr.fail('/Observation', 500)
    const { said, gap } = read(await call('some'))
    expect(said).toEqual(['1 conditions', '1 female'])
    expect(gap).toContain('- the creatinine: ')
  })

  test('says nothing of data that nobody sent', async () => {
    const more = { fhirServer: undefined, fhirAuthorization: undefined, prefetch: { patient } }
    expect(read(await call('some', undefined, more))).toEqual({ said: ['1 female'], gap: '' })
  })
})

test('R9 several queries fail in several ways at once: each is said for what it is', async () => {
  app = await listening(500)
  ehr.fail('/Condition', 'drip')
  ehr.fail('/AllergyIntolerance', serverFaults.gzipBomb)
  ehr.fail('/Observation', 'reset')
  const { said, gap } = read(await call('all'))
  expect(said).toEqual(['1 female'])
  for (const line of [
    `- the conditions: ${LATE}`,
    `- the allergies: ${UNUSABLE}`,
    `- the laboratory values: ${NO_ANSWER}`,
  ])
    expect(gap.split('\n')).toContain(line)
})

describe('R9 a FHIR server that', () => {
  test('refuses connections', async () => {
    const gone = await startFhirServer()
    await gone.close()
    const { said, gap } = read(await call('all', gone.url))
    expect(said).toEqual([])
    expect(gap).toContain(`- the conditions: ${NO_ANSWER}`)
    expect412(await call('quiet', gone.url))
  })

  test('is a black hole', async () => {
    const hole = await openBlackHole()
    closing.push(hole.close)
    const url = `http://127.0.0.1:${hole.port}/fhir`
    const { said, gap } = read(await call('all', url))
    expect(said).toEqual([])
    // Not in time would be the ten seconds of an answer.
    expect(gap.split('\n')).toContain(`- the conditions: ${NO_ANSWER}`)
    expect412(await call('quiet', url))
  })

  test('takes connections and never a word', async () => {
    app = await listening(500)
    ehr.fail(/./, 'stall')
    const { said, gap } = read(await call('all'))
    expect(said).toEqual([])
    expect(gap).toContain(`- the conditions: ${LATE}`)
    expect412(await call('quiet'))
  })

  test('closes every connection at once', async () => {
    const slammed = createServer()
    slammed.on('connection', (socket) => socket.destroy())
    await new Promise<void>((resolve) => slammed.listen(0, '127.0.0.1', resolve))
    closing.push(() => new Promise((resolve) => slammed.close(resolve)))
    const { port } = slammed.address() as AddressInfo // listens on TCP
    expect412(await call('quiet', `http://127.0.0.1:${port}`))
  })
})

describe('R9 a breaker', () => {
  const breaker = async (state: string) => {
    const text = await (await fetch(`${app.url}/metrics`)).text()
    return new RegExp(`^cardstock_fhir_breaker\\{state="${state}"\\} (\\d+)$`, 'm').exec(text)?.[1]
  }

  test('spares the calls after five failures; 15 s later one query finds the server back', async () => {
    ehr.fail(/./, 500)
    await call('all')
    expect(ehr.requests).toHaveLength(4)
    expect(await breaker('failing')).toBe('1')
    // Its two queries go out together, so the sixth is on its way when the fifth fails.
    await call('quiet')
    expect(ehr.requests).toHaveLength(6)
    expect(await breaker('open')).toBe('1')
    ehr.heal()
    expect412(await call('quiet'))
    expect(read(await call('all')).gap).toContain(`- the conditions: ${NO_ANSWER}`)
    expect(ehr.requests).toHaveLength(6)
    clockAhead = 15_000
    await call('all')
    expect(ehr.requests).toHaveLength(7)
    expect(read(await call('all'))).toEqual({ said: WHOLE, gap: '' })
    for (const state of ['failing', 'open', 'halfOpen']) expect(await breaker(state)).toBe('0')
  })

  test('leaves other servers alone', async () => {
    const other = await startFhirServer({ resources })
    closing.push(other.close)
    ehr.fail(/./, 'reset')
    for (let count = 0; count < 3; count += 1) expect412(await call('quiet'))
    expect412(await call('quiet'))
    expect(ehr.requests).toHaveLength(6)
    expect(read(await call('all', other.url))).toEqual({ said: WHOLE, gap: '' })
  })
})

test('R9 while calls wait for a server that stalls, others are answered', async () => {
  const other = await startFhirServer({ resources })
  closing.push(other.close)
  const arrived = Promise.withResolvers<void>()
  const stuck: { destroy(): unknown }[] = []
  let stalls = true
  ehr.fail(/./, (response) => {
    if (!stalls) response.destroy()
    else if (stuck.push(response) === 20) arrived.resolve()
  })
  // The stalled calls end when this test says so, not by themselves.
  app = await listening(60_000)
  let answered = 0
  const waiting = Array.from({ length: 20 }, () =>
    call('quiet').finally(() => {
      answered += 1
    }),
  )
  await arrived.promise
  expect(read(await call('all', other.url))).toEqual({ said: WHOLE, gap: '' })
  expect(answered).toBe(0)
  stalls = false
  for (const response of stuck) response.destroy()
  for (const answer of await Promise.all(waiting)) expect412(answer)
})
