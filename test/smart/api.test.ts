import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { type Browser, type Companion, type Reply, startCompanion } from '../support/companion.ts'
import { resources } from '../support/companion-patient.ts'
import { makeKey, sign } from '../support/tokens.ts'

let app: Companion
let browser: Browser
beforeEach(async () => {
  app = await startCompanion({ patient: 'ada', resources })
  browser = await app.opened(undefined, {
    service: 'cardiometabolic-risk',
    rule: 'kidney-function',
  })
})
afterEach(() => app.close())

const codeOf = ({ status, json }: Reply) => [status, json.issue[0].details.coding[0].code]
/** A card was followed, and its rule is not to be had. */
const LOST = 'rule-unavailable'
const codesOf = ({ because }: { because: readonly { code: string }[] }) =>
  because.map(({ code }) => code)
const records = async () => {
  await app.store.flush()
  const found = []
  for await (const record of app.store.audit.records()) found.push(record)
  return found
}

describe('advice', () => {
  test('of the card’s rule: its cards, as the hook gives them, and its scores with what they read', async () => {
    const { status, json } = await browser.get('/app/api/advice')
    expect(status).toBe(200)
    expect(json).toMatchObject({
      service: { id: 'cardiometabolic-risk' },
      rule: { id: 'kidney-function', source: { label: expect.any(String) } },
      ...{ state: 'evaluated', because: [] },
    })
    expect(json.cards).toHaveLength(1)
    const [score] = json.scores
    expect(score).toMatchObject({ id: 'ckd-epi-2021-cr', known: true, inputs: { creatinine: 1.6 } })
    expect(json.cards[0].summary).toContain(String(Math.round(score.value.egfr)))
    expect(score.used).toContainEqual(
      expect.objectContaining({ name: 'creatinine', unit: 'mg/dL', date: expect.any(String) }),
    )
    expect(score.fields).toContainEqual(
      expect.objectContaining({ name: 'creatinine', title: 'Serum creatinine', kind: 'number' }),
    )
  })

  test('the score of the card stands first: by the name that its rule gives it, or by id', async () => {
    const about = { service: 'cardiometabolic-risk', rule: 'kidney-function' }
    for (const [score, first] of [
      ['egfr', 'ckd-epi-2021-cr'],
      ['cha2ds2-vasc', 'cha2ds2-vasc'],
    ]) {
      const by = await app.opened(undefined, { ...about, score })
      const { scores } = (await by.get('/app/api/advice')).json
      expect([score, scores[0].id]).toEqual([score, first])
    }
  })

  test('a rule that found nothing has no card, and says so', async () => {
    const about = { service: 'cardiometabolic-risk', rule: 'af-anticoagulation' }
    const { json } = await (await app.opened(undefined, about)).get('/app/api/advice')
    expect(json).toMatchObject({ state: 'evaluated', cards: [], because: [] })
  })

  describe('of a rule about a stay', () => {
    const about = { service: 'discharge-check', rule: 'lace-follow-up' }
    const advised = async (encounter: string | undefined) => {
      app.ehr.behave.token = { encounter }
      return (await (await app.opened(undefined, about)).get('/app/api/advice')).json
    }

    test('reads the encounter that the EHR had open', async () => {
      await advised('stay-1')
      expect(app.ehr.seen).toContain('GET /fhir/Encounter/stay-1')
    })

    test('is not evaluated where the EHR named none, and reads none', async () => {
      const { state, because } = await advised(undefined)
      expect(state).toBe('not-evaluated')
      expect(codesOf({ because }).join()).toContain('encounter')
      expect(app.ehr.seen.filter((each) => each.includes('/Encounter/'))).toEqual([])
    })
  })

  test('of a rule that speaks at an order: its scores alone', async () => {
    const about = { service: 'medication-safety', rule: 'metformin-kidney' }
    const { json } = await (await app.opened(undefined, about)).get('/app/api/advice')
    expect(json).toMatchObject({ state: 'needs-order', cards: [], because: [] })
    expect(json.scores.length).toBeGreaterThan(0)
  })

  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'no-rule'],
    ['nothing, said as an empty text', '', 'no-rule'],
    ['a rule that there is not', { service: 'cardiometabolic-risk', rule: 'none' }, LOST],
    ['a service that there is not', { service: 'constructor', rule: '__proto__' }, LOST],
    ['what cannot be read', '{"service":', LOST],
    ['what is no card', { service: ['x'], rule: 7 }, LOST],
    ['more than any card says', 'x'.repeat(3000), LOST],
  ])('of %s: all scores that the chart allows', async (_name, about, state) => {
    app.ehr.behave.token = {}
    const { json } = await (await app.opened(undefined, about)).get('/app/api/advice')
    expect(json).toMatchObject({ state, cards: [], because: [] })
    const ids = json.scores.map(({ id }: { id: string }) => id)
    expect(ids).toEqual(expect.arrayContaining(['ckd-epi-2021-cr', 'cha2ds2-vasc']))
    expect(json.scores.every(({ known }: { known: boolean }) => known)).toBe(true)
  })

  test.each([
    ['switched off', { config: 'services: { cardiometabolic-risk: off }' }],
    ['silent', { config: 'services: { cardiometabolic-risk: silent }' }],
    ['not this client’s', { client: { services: ['medication-safety'] } }],
  ])('of a service that is %s says that its rule is not to be had', async (_name, more) => {
    const other = await startCompanion({ patient: 'ada', resources, ...more })
    try {
      const about = { service: 'cardiometabolic-risk', rule: 'kidney-function' }
      const { json } = await (await other.opened(undefined, about)).get('/app/api/advice')
      expect([json.state, json.rule, json.because]).toEqual([LOST, undefined, []])
    } finally {
      await other.close()
    }
  })

  test('says what could not be read, and never that there is nothing', async () => {
    app.ehr.behave.fhir = 500
    const { status, json } = await browser.get('/app/api/advice')
    expect([status, json.state, json.cards]).toEqual([200, 'not-evaluated', []])
    expect(json.because[0].text).toMatch(/: the record system did not answer/)
    expect(json.scores).toMatchObject([{ id: 'ckd-epi-2021-cr', known: false, unread: true }])
    expect(json.scores[0].missing).toContainEqual({
      ...{ code: 'creatinine-failed', text: 'creatinine: the record system did not answer' },
    })
  })

  test('shows a score that is kept with its age, as a card does, and why it is no newer', async () => {
    const [before] = (await browser.get('/app/api/advice')).json.scores
    expect(before).not.toHaveProperty('asOf')
    app.later(600)
    app.ehr.behave.fhir = 500
    const { json } = await browser.get('/app/api/advice')
    expect(json.scores[0]).toMatchObject({
      ...{ id: 'ckd-epi-2021-cr', known: true, unread: true, value: before.value },
      ...{ inputs: before.inputs, used: before.used },
    })
    const age = Date.now() - Date.parse(json.scores[0].asOf)
    expect(age).toBeGreaterThanOrEqual(0)
    expect(age).toBeLessThan(60_000)
    expect(codesOf({ because: json.scores[0].missing })).toContain('creatinine-failed')
  })

  test('shows a score that a hook kept, however the call spelt the FHIR server', async () => {
    const key = await makeKey()
    await app.close()
    app = await startCompanion({ patient: 'ada', resources, client: { jwks: { keys: [key.jwk] } } })
    const called = `${app.url}/cds-services/cardiometabolic-risk`
    const now = Math.floor(Date.now() / 1000)
    const token = await sign({ key, iss: 'https://ehr.example.org', now }, called)
    const [patient] = resources
    const creatinine = resources.find((each) => (each as { id: string }).id === 'cr')
    const answer = await fetch(called, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        ...{ hook: 'patient-view', hookInstance: '8f1f3f1e-0d2b-4a55-9f41-0c6a8d1d9a10' },
        context: { userId: 'Practitioner/house', patientId: 'ada' },
        fhirServer: `${app.ehr.iss}/`,
        prefetch: { patient, creatinine, conditions: null },
      }),
    })
    expect(answer.status).toBe(200)
    const about = { service: 'cardiometabolic-risk', rule: 'kidney-function' }
    const opened = await app.opened(undefined, about)
    app.ehr.behave.fhir = 500
    const [score] = (await opened.get('/app/api/advice')).json.scores
    expect(score).toMatchObject({ id: 'ckd-epi-2021-cr', known: true, asOf: expect.any(String) })
  })

  test('leaves one record: who, about whom, what was read, which rule', async () => {
    await browser.get('/app/api/advice')
    const record = (await records()).at(-1)
    expect(record).toMatchObject({
      ...{
        event: 'app-read',
        hook: 'advice',
        client: 'north',
        user: `${app.ehr.iss}/Practitioner/house`,
      },
      ...{ service: 'cardiometabolic-risk', rules: 'kidney-function:evaluated', status: 200 },
      patientKey: expect.stringMatching(/^[\w-]{43}$/),
    })
    expect(record?.fetched.split(' ')).toEqual(expect.arrayContaining(['Observation', 'Patient']))
  })
})

describe('trends', () => {
  test('of a score’s inputs, oldest first', async () => {
    const { json } = await browser.get('/app/api/trends?score=ckd-epi-2021-cr')
    const [trend] = json.trends
    expect(trend).toMatchObject({ input: 'creatinine', unit: 'mg/dL', left: [] })
    expect(trend.points.map(({ value }: { value: number }) => value)).toEqual([1.2, 1.6])
    expect(json.unread).toEqual([])
  })

  test('of no score', async () => {
    expect(codeOf(await browser.get('/app/api/trends?score=__proto__'))).toEqual([
      404,
      'CDS_NOT_FOUND',
    ])
  })

  test('of which more exist than are shown, or only a part was sent, say so', async () => {
    const [creatinine] = resources.filter((each) => (each as { id: string }).id === 'cr')
    const entry = (many: number) =>
      Array.from({ length: many }, (_, index) => ({
        resource: { ...(creatinine as object), id: `cr-${index}` },
      }))
    const answers = async (answer: object) => {
      app.ehr.behave.search = { Observation: { resourceType: 'Bundle', ...answer } }
      const { status, json } = await browser.get('/app/api/trends?score=ckd-epi-2021-cr')
      return [status, json.trends.length, json.unread]
    }
    expect(await answers({ entry: entry(100) })).toEqual([
      ...[200, 1],
      [{ code: 'creatinine-cut', text: 'creatinine: only the newest 100 results were read' }],
    ])
    expect(await answers({ entry: entry(99) })).toEqual([200, 1, []])
    expect(await answers({ total: 5, entry: entry(3) })).toEqual([
      ...[200, 1],
      [
        {
          code: 'creatinine-partial',
          text: 'creatinine: the record system sent only a part of the data',
        },
      ],
    ])
  })

  test('that cannot be read are no empty ones', async () => {
    app.ehr.behave.fhir = 'drop'
    const answer = await browser.get('/app/api/trends?score=ckd-epi-2021-cr')
    expect(codeOf(answer)).toEqual([502, 'CDS_FHIR_UNAVAILABLE'])
  })
})

describe('the patient', () => {
  test('is told with what the page shows of them, and no more', async () => {
    const { status, json } = await browser.get('/app/api/patient')
    expect([status, json]).toEqual([
      200,
      { name: 'Ada Quill', birthDate: '1960-04-02', sex: 'female', isDeceased: false },
    ])
  })

  test.each([
    ['patient/ada', 404],
    ['patient/', 404],
    ['fhir/Patient/ada', 404],
    ['fhir/Observation/cr', 404],
    ['fhir/Observation?patient=ada', 405],
    ['fhir/metadata', 405],
    ['fhir/Patient/ada/$everything', 404],
  ])(
    'ASVS 14.2.1 has no other address, nor has anything of the chart: %s',
    async (path, status) => {
      const asked = app.ehr.seen.length
      expect((await browser.get(`/app/api/${path}`)).status).toBe(status)
      expect(app.ehr.seen.length).toBe(asked)
    },
  )

  test.each<[string, Readonly<Record<string, unknown>>]>([
    ['another patient', { resourceType: 'Patient', id: 'bob' }],
    ['a patient without an id', { resourceType: 'Patient' }],
    ['another type', { resourceType: 'Observation', id: 'ada' }],
    ['a Bundle', { resourceType: 'Bundle', type: 'searchset' }],
  ])('T18 is not %s that a server sends instead', async (_name, answer) => {
    app.ehr.behave.answer = answer
    expect(codeOf(await browser.get('/app/api/patient'))).toEqual([502, 'CDS_FHIR_UNAVAILABLE'])
    expect((await records()).at(-1)).toMatchObject({ hook: 'patient', strangers: 1 })
  })

  test('is not asked for without the scope', async () => {
    app.ehr.behave.token = { scope: 'launch openid patient/Observation.rs' }
    const by = await app.opened()
    const asked = app.ehr.seen.length
    expect(codeOf(await by.get('/app/api/patient'))).toEqual([403, 'CDS_SCOPE_MISSING'])
    expect(app.ehr.seen.length).toBe(asked)
  })

  test.each([
    ['drop', 502, 'CDS_FHIR_UNAVAILABLE'],
    [500, 502, 'CDS_FHIR_UNAVAILABLE'],
    [403, 403, 'CDS_SCOPE_MISSING'],
    [404, 404, 'CDS_NOT_FOUND'],
  ] as const)('of a server that answers with %s', async (fhir, status, code) => {
    app.ehr.behave.fhir = fhir
    expect(codeOf(await browser.get('/app/api/patient'))).toEqual([status, code])
  })

  test('leaves a record, and where it was not to be had its reason', async () => {
    await browser.get('/app/api/patient')
    app.ehr.behave.fhir = 404
    await browser.get('/app/api/patient')
    expect((await records()).slice(-2)).toMatchObject([
      { event: 'app-read', hook: 'patient', fetched: 'Patient', code: '', status: 200 },
      { event: 'app-read', hook: 'patient', fetched: '', code: 'CDS_NOT_FOUND', status: 404 },
    ])
  })
})

describe('writing', () => {
  const order = (more = {}) => ({
    ...{ resourceType: 'ServiceRequest', status: 'active', intent: 'order' },
    subject: { reference: 'Patient/ada' },
    code: { text: 'HbA1c' },
    ...more,
  })
  const write = (resource: unknown, type = 'ServiceRequest', by = browser) =>
    by.post(`/app/api/fhir/${type}`, resource)

  test('what the person confirmed is in the record, and in the trail', async () => {
    const { status, json } = await write(order())
    expect([status, json]).toEqual([201, { resourceType: 'ServiceRequest', id: 'new-1' }])
    expect(app.ehr.created).toMatchObject([order()])
    expect((await records()).at(-1)).toMatchObject({
      ...{ event: 'app-write', hook: 'create ServiceRequest', status: 201 },
      user: `${app.ehr.iss}/Practitioner/house`,
    })
  })

  test.each([
    ['Observation', { note: [{ text: 'Größe ≥ 1,80 m' }] }],
    ['DocumentReference', { description: 'Größe ≥ 1,80 m' }],
  ])('%s too, as it was sent', async (type, more) => {
    const resource = {
      ...{ resourceType: type, status: 'final', subject: { reference: 'Patient/ada' } },
      ...more,
    }
    const { status, json } = await write(resource, type)
    expect([status, json.resourceType, json.id]).toEqual([201, type, 'new-1'])
    expect(app.ehr.created).toEqual([{ ...resource, id: 'new-1' }])
    expect(app.ehr.seen.at(-1)).toBe(`POST /fhir/${type}`)
    expect((await records()).at(-1)).toMatchObject({ hook: `create ${type}`, status: 201 })
  })

  test('a double click writes once', async () => {
    const [first, second] = await Promise.all([write(order()), write(order())])
    expect([first.status, second.status]).toEqual([201, 201])
    expect(second.json.id).toBe(first.json.id)
    expect((await write(order())).json.id).toBe(first.json.id)
    expect(app.ehr.created).toHaveLength(1)
    expect((await write(order({ code: { text: 'another' } }))).json.id).toBe('new-2')
  })

  test('after the token was taken back it is sent again, once', async () => {
    app.ehr.forgetTokens()
    expect((await write(order())).status).toBe(201)
    expect(app.ehr.created).toHaveLength(1)
  })

  test('after the token was taken back, with no other to be had, nothing is written, and that is said', async () => {
    app.ehr.forgetTokens()
    app.ehr.behave.tokenStatus = 503
    expect(codeOf(await write(order()))).toEqual([503, 'CDS_NOTHING_SENT'])
    expect(app.ehr.created).toEqual([])
    app.ehr.behave.tokenStatus = undefined
    expect((await write(order())).status).toBe(201)
  })

  test.each(['', '<html>', '[]', '{"resourceType":"OperationOutcome","issue":[]}'])(
    'what was confirmed is written, whatever the confirmation looks like: %s',
    async (confirmation) => {
      app.ehr.behave.confirmation = confirmation
      for (const _ of [1, 2])
        expect(await write(order())).toMatchObject({
          ...{ status: 201, json: { resourceType: 'ServiceRequest', id: 'new-1' } },
        })
      expect(app.ehr.created).toHaveLength(1)
    },
  )

  test('what was written but cannot be recorded is not said to be missing, nor written twice', async () => {
    const other = await startCompanion({ patient: 'ada', resources, config: 'audit: strict' })
    try {
      const by = await other.opened()
      const full = jest
        .spyOn(other.store.audit, 'recordDurably')
        .mockRejectedValueOnce(new Error('disk full'))
      const answer = await write(order(), 'ServiceRequest', by)
      expect(codeOf(answer)).toEqual([503, 'CDS_UNAVAILABLE'])
      expect(answer.json.issue[0].details.text).toContain('it may be there')
      expect(full).toHaveBeenCalledTimes(1)
      expect((await write(order(), 'ServiceRequest', by)).status).toBe(201)
      expect(other.ehr.created).toHaveLength(1)
    } finally {
      await other.close()
    }
  })

  test('without a token nothing is sent, and that is said', async () => {
    app.ehr.behave.tokenStatus = 503
    app.later(301)
    const answer = await write(order())
    expect(codeOf(answer)).toEqual([503, 'CDS_NOTHING_SENT'])
    expect(answer.json.issue[0].details.text).toContain('Nothing was written')
    expect(app.ehr.created).toEqual([])
    app.ehr.behave.tokenStatus = undefined
    expect((await write(order())).status).toBe(201)
  })

  test.each<[string, unknown, string, number, string]>([
    [
      'about another patient',
      order({ subject: { reference: 'Patient/bob' } }),
      'ServiceRequest',
      403,
      'CDS_APP_FORBIDDEN',
    ],
    [
      'about another server’s patient',
      order({ subject: { reference: 'https://x.example/Patient/ada' } }),
      'ServiceRequest',
      403,
      'CDS_APP_FORBIDDEN',
    ],
    ['about nobody', order({ subject: undefined }), 'ServiceRequest', 403, 'CDS_APP_FORBIDDEN'],
    ['with an id', order({ id: 'x' }), 'ServiceRequest', 403, 'CDS_APP_FORBIDDEN'],
    [
      'of another type',
      order({ resourceType: 'MedicationRequest' }),
      'MedicationRequest',
      403,
      'CDS_APP_FORBIDDEN',
    ],
    ['of another type than the address says', order(), 'Observation', 400, 'CDS_REQUEST_INVALID'],
    [
      'with hostile keys',
      JSON.parse('{"resourceType":"ServiceRequest","__proto__":{}}'),
      'ServiceRequest',
      400,
      'CDS_JSON_REFUSED',
    ],
  ])('not %s', async (_name, resource, type, status, code) => {
    expect(codeOf(await write(resource, type))).toEqual([status, code])
    expect(app.ehr.created).toEqual([])
  })

  test.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['a profile and labels', { meta: { security: [{ code: 'R' }] } }, 'meta'],
    ['what lies inside', { contained: [{ resourceType: 'Patient' }] }, 'contained'],
    ['somebody else who acts', { performer: [{ reference: 'Practitioner/x' }] }, 'performer'],
    ['somebody else who asks', { requester: { reference: 'Practitioner/x' } }, 'requester'],
    [
      'an extension',
      { extension: [{ url: 'https://x.example', valueBoolean: true }] },
      'extension',
    ],
    ['one that changes the sense', { modifierExtension: [{}] }, 'modifierExtension'],
    ['one further in', { code: { text: 'x', extension: [] } }, 'code.extension'],
    ['one in a list', { note: [{ text: 'x', authorString: 'x' }] }, 'note[0].authorString'],
    ['an identifier', { identifier: [{ value: 'x' }] }, 'identifier'],
    [
      'a name for the patient',
      { subject: { reference: 'Patient/ada', display: 'x' } },
      'subject.display',
    ],
    ['a text for a concept', { code: 'HbA1c' }, 'code'],
    ['a list for one', { code: [{ text: 'HbA1c' }] }, 'code'],
  ])('ASVS 15.3.3 not %s, which is named', async (_name, more, member) => {
    const answer = await write(order(more))
    expect(codeOf(answer)).toEqual([403, 'CDS_APP_FORBIDDEN'])
    const [issue] = answer.json.issue
    expect(issue.expression).toEqual([`ServiceRequest.${member}`])
    expect(issue.details.text).toContain(`ServiceRequest.${member}`)
    expect(app.ehr.created).toEqual([])
  })

  test('ASVS 15.3.3 and a member that FHIR does not have is refused without its name', async () => {
    const answer = await write(order({ Quill: 1, _status: { id: 'Quill' }, code: { Quill: 1 } }))
    expect(codeOf(answer)).toEqual([403, 'CDS_APP_FORBIDDEN'])
    expect(answer.text).not.toMatch(/Quill|_status/)
    expect(answer.json.issue.map(({ expression }: { expression: string }) => expression)).toEqual(
      expect.arrayContaining([['ServiceRequest'], ['ServiceRequest.code']]),
    )
    expect(app.ehr.created).toEqual([])
  })

  test('not without the scope', async () => {
    app.ehr.behave.token = { scope: 'launch openid patient/*.rs patient/Observation.cruds' }
    const by = await app.opened()
    expect((await by.get('/app/api/session')).json.writes).toEqual(['Observation'])
    expect(codeOf(await write(order(), 'ServiceRequest', by))).toEqual([403, 'CDS_SCOPE_MISSING'])
    expect(app.ehr.created).toEqual([])
  })

  test('not more than a megabyte', async () => {
    const answer = await write(order({ note: [{ text: 'x'.repeat(1024 * 1024) }] }))
    expect(codeOf(answer)).toEqual([413, 'CDS_BODY_TOO_LARGE'])
  })

  test.each([
    ['drop', 502, 'CDS_FHIR_UNAVAILABLE'],
    [503, 502, 'CDS_FHIR_UNAVAILABLE'],
    [202, 502, 'CDS_FHIR_UNAVAILABLE'],
    [204, 502, 'CDS_FHIR_UNAVAILABLE'],
    [307, 422, 'CDS_FHIR_REFUSED'],
    [422, 422, 'CDS_FHIR_REFUSED'],
    [403, 403, 'CDS_SCOPE_MISSING'],
  ] as const)(
    'to a server that answers with %s, and again once it is well',
    async (fhir, status, code) => {
      app.ehr.behave.fhir = fhir
      expect(codeOf(await write(order()))).toEqual([status, code])
      app.ehr.behave.fhir = undefined
      expect((await write(order())).status).toBe(201)
    },
  )
})

test('T16 what a client writes has a rate, apart from what it reads', async () => {
  const own = await startCompanion({
    ...{ patient: 'ada', resources },
    client: { ratePerSecond: 0.001, burst: 1 },
  })
  try {
    const by = await own.opened()
    const write = (text: string) =>
      by.post('/app/api/fhir/ServiceRequest', {
        ...{ resourceType: 'ServiceRequest', status: 'active', intent: 'order' },
        ...{ subject: { reference: 'Patient/ada' }, code: { text } },
      })
    expect((await write('HbA1c')).status).toBe(201)
    const second = await write('Creatinine')
    expect(codeOf(second)).toEqual([429, 'CDS_RATE_LIMITED'])
    expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(900)
    expect((await by.get('/app/api/patient')).status).toBe(200)
    expect(own.ehr.created).toHaveLength(1)
  } finally {
    await own.close()
  }
})
