import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import request from 'supertest'
import { type FhirServer, startFhirServer } from '../support/fhir-server.ts'
import { makeApp, type TestApp } from '../support/make-app.ts'
import { type Serving, serve, stop } from '../support/serve.ts'
import { idOf, servicesWith, titleOf } from '../support/services-with.ts'
import { clientsYaml, makeKey, sign, type TestKey } from '../support/tokens.ts'
import { call, orderSign } from './rule-torture/calls.ts'

const BASE = 'https://cds.example.org'
const SERVICE = 'medication-safety'
/** More than any ordinary chart, and far below what a body may have. */
const LARGE = 400 * 1024

/** What the rules do with large inputs of patients of one gender; all others they have a card for. */
const BAD = {
  loop: 'for (;;);',
  throws: 'throw new RangeError()',
  floats: '(async () => { await null; throw new RangeError() })()',
} as const
const bodyOf = (name: keyof typeof BAD) =>
  `if (patient.gender === 'other' && (patient.text?.div ?? '').length > 1000) ${BAD[name]}
    return [card('says', { text: '${name} ran' })]`

let key: TestKey
beforeAll(async () => {
  key = await makeKey()
})

describe.each([
  [2, ['loop', 'throws']],
  // What never comes back would hold up the process itself.
  [0, ['throws']],
] as const)('R18 one client sends huge bodies, %d workers', (workers, names) => {
  let serving: Serving
  beforeAll(async () => {
    const clients = ['one', 'two'].map((id) => ({
      ...{ id, issuer: `https://${id}.example.org`, jwks: { keys: [key.jwk] } },
      deadlineMs: 60_000,
      maxCards: 50,
    }))
    const rules = names.map((name) => ({ name, body: bodyOf(name), onlyIfNamed: false }))
    // A good rule on a busy machine is given its time.
    const budget = `workers: ${workers}\nruleBudgetMs: 1000`
    serving = await serve(`publicUrl: ${BASE}\n${budget}\n${clientsYaml(...clients)}`, {
      env: { CARDSTOCK_SERVICES: servicesWith(SERVICE, rules) },
    })
  })
  afterAll(() => stop(serving))

  /** @returns how many of the rules had their card, and what the gap card says of them. */
  async function send(client: string, gender: string, chars: number) {
    const signer = { key, iss: `https://${client}.example.org`, now: Math.floor(Date.now() / 1000) }
    const token = await sign(signer, `${BASE}/cds-services/${SERVICE}`)
    const request = JSON.parse(orderSign())
    const text = { status: 'generated', div: 'x'.repeat(chars) }
    const patient = { ...request.prefetch.patient, gender, text }
    const body = JSON.stringify({ ...request, prefetch: { ...request.prefetch, patient } })
    const { status, real, gap } = await call(serving.url, SERVICE, body, token)
    expect(status).toBe(200)
    const lines = gap
      .split('\n')
      .filter((line) => names.some((name) => line.includes(titleOf(name))))
    return {
      ran: real.filter((summary) => / ran$/.test(summary)).length,
      gaps: lines,
    }
  }

  test('its rules are suspended for these, and for nothing that it or another sends besides', async () => {
    const all = { ran: names.length, gaps: [] }
    let suspended: readonly string[] = []
    // While a lost worker is replaced the rule in doubt is not run, which is no fault of its own.
    while (suspended.length < names.length) {
      const reply = await send('one', 'other', LARGE)
      expect(reply.ran).toBe(0)
      suspended = reply.gaps.filter((line) => line.includes('the check is suspended'))
    }
    expect(await send('one', 'other', 0)).toEqual(all)
    expect(await send('two', 'other', 0)).toEqual(all)
    let other = await send('two', 'female', LARGE)
    while (other.ran < names.length) {
      expect(other.gaps.join()).not.toContain('suspended')
      other = await send('two', 'female', LARGE)
    }
    expect(await (await fetch(`${serving.url}/readyz`)).json()).not.toHaveProperty('suspended')
  })
})

describe.each([1, 0])('R18 a FHIR server sends huge answers, %d workers', (workers) => {
  let app: TestApp
  let ehr: FhirServer
  beforeAll(async () => {
    const text = { status: 'generated', div: 'x'.repeat(LARGE) }
    const patient = { ...JSON.parse(orderSign()).prefetch.patient, gender: 'other', text }
    ehr = await startFhirServer({ resources: [patient] })
    // Without workers, what nobody waits for is the whole process's.
    const bad = workers > 0 ? (['throws', 'floats'] as const) : (['throws'] as const)
    const rules = bad.map((name) => ({ name, body: bodyOf(name), onlyIfNamed: false }))
    app = await makeApp({
      registry: 'loaded',
      env: { CARDSTOCK_SERVICES: servicesWith(SERVICE, rules) },
      config: `{ workers: ${workers}, openMode: { deadlineMs: 60000 } }`,
    })
    while (!app.evaluator.isReady()) await new Promise((resolve) => setTimeout(resolve, 10))
  })
  afterAll(async () => {
    await app.close()
    await ehr.close()
  })

  /** What the cards say of the rule. */
  async function send(isFetched: boolean) {
    const body = JSON.parse(orderSign())
    const { patient: _patient, ...others } = body.prefetch
    const answer = await request(app.app)
      .post(`/cds-services/${SERVICE}`)
      .send(isFetched ? { ...body, fhirServer: ehr.url, prefetch: others } : body)
    const text = JSON.stringify(answer.body)
    const isSuspended = text.includes(`${titleOf('throws')}: the check is suspended`)
    return { status: answer.status, ran: text.includes('throws ran'), isSuspended }
  }

  test('a rule is suspended for such inputs, however small the body, and for no others', async () => {
    for (let n = 0; n < 3; n += 1)
      expect(await send(true)).toEqual({ status: 200, ran: false, isSuspended: false })
    expect(await send(true)).toEqual({ status: 200, ran: false, isSuspended: true })
    expect(await send(false)).toEqual({ status: 200, ran: true, isSuspended: false })
    expect((await request(app.app).get('/readyz')).body).not.toHaveProperty('suspended')
    // And so it is with what floated away in the meantime.
    const floated = app.logs.filter(
      ({ rule, msg }) => rule === idOf('floats') && `${msg}`.startsWith('rule suspended'),
    )
    expect(floated).toHaveLength(Math.min(workers, 1))
    for (const line of floated) expect(line).toHaveProperty('largeInputsOf')
  })
})
