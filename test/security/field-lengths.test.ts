import { beforeAll, describe, expect, test } from '@jest/globals'
import {
  authorization,
  contexts,
  fieldsOf,
  fixtures,
  type Json,
  post,
  requestFor,
  rpv,
  start,
} from '../conformance/fixtures.ts'
import type { TestApp } from '../support/make-app.ts'

let app: TestApp
beforeAll(async () => {
  app = await start({ registry: fixtures })
})

const KIB = 1024
const SECRET = 'Jane-Doe-'
const long = (length: number, prefix = ''): string =>
  prefix + SECRET.repeat(Math.ceil(length / SECRET.length)).slice(0, length - prefix.length)
const token = (change: Json) => ({
  fhirServer: 'http://127.0.0.1:9/fhir',
  fhirAuthorization: { ...authorization, ...change },
})
const context = (change: Json) => ({ context: { ...contexts['patient-view'], ...change } })

/** A field, the longest that it may be, and a request in which it has this length. */
const FIELDS: readonly (readonly [string, number, (text: string) => Json])[] = [
  ['hookInstance', 256, (hookInstance) => ({ hookInstance })],
  ['fhirServer', 2 * KIB, (text) => ({ fhirServer: text })],
  ['fhirAuthorization.access_token', 16 * KIB, (access_token) => token({ access_token })],
  ['fhirAuthorization.scope', 16 * KIB, (scope) => token({ scope })],
  ['fhirAuthorization.subject', 2 * KIB, (subject) => token({ subject })],
  ['fhirAuthorization.patient', 64, (patient) => token({ patient })],
  ['context.patientId', 64, (patientId) => context({ patientId })],
  ['context.encounterId', 64, (encounterId) => context({ encounterId })],
  ['context.userId', 'Practitioner/'.length + 64, (userId) => context({ userId })],
]
const prefixes: Readonly<Record<string, string>> = {
  fhirServer: 'http://127.0.0.1:9/',
  'context.userId': 'Practitioner/',
}

describe('T9 fields have a greatest length', () => {
  test.each(FIELDS)('%s: of %d characters is taken', async (field, most, request) => {
    const answer = await post(app, 'pv', rpv(request(long(most, prefixes[field]))))
    // That it is another patient, or no server, is found out only afterwards.
    expect([200, 412]).toContain(answer.status)
  })

  test.each(FIELDS)(
    '%s: of more than %d is 400, which names it and nothing of it',
    async (...of) => {
      const [field, most, request] = of
      for (const length of [most + 1, 300 * KIB]) {
        const answer = await post(app, 'pv', rpv(request(long(length, prefixes[field]))))
        expect([answer.status, fieldsOf(answer.body)]).toEqual([400, [field]])
        expect(answer.text).not.toContain(SECRET)
        expect(answer.text.length).toBeLessThan(1000)
      }
    },
  )

  test('hook: of more than 256 is 400', async () => {
    const answer = await post(app, 'pv', rpv({ hook: long(257) }))
    expect([answer.status, fieldsOf(answer.body)]).toEqual([400, ['hook']])
    expect(answer.text).not.toContain(SECRET)
  })

  test('each of the selections: of more than 2,048 is 400', async () => {
    const sent = (length: number) => {
      const chosen = { ...contexts['order-select'], selections: [long(length)] }
      return post(app, 'dual', requestFor('order-select', { context: chosen }))
    }
    expect((await sent(2 * KIB)).status).toBe(200)
    const answer = await sent(2 * KIB + 1)
    expect([answer.status, fieldsOf(answer.body)]).toEqual([400, ['context.selections[0]']])
  })
})

test.each(['.', '..'])('T4 a reference whose id is "%s" is 400', async (id) => {
  const answer = await post(app, 'pv', rpv(context({ userId: `Practitioner/${id}` })))
  expect([answer.status, fieldsOf(answer.body)]).toEqual([400, ['context.userId']])
})
