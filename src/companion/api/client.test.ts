import { describe, expect, test } from '@jest/globals'
import { createApi } from './client.ts'
import { ApiFault } from './fault.ts'

function world(answer: () => Response | Promise<Response>, csrf?: string) {
  const asked: { url: string; init: RequestInit | undefined }[] = []
  let ends = 0
  const api = createApi({
    fetch: async (url, init) => {
      asked.push({ url, init })
      return answer()
    },
    csrf: () => csrf,
    onEnded: () => ends++,
  })
  return { api, asked, ends: () => ends }
}
const json =
  (body: unknown, status = 200) =>
  () =>
    Response.json(body, { status })
const outcome = (status: number, code: string) =>
  json({ issue: [{ details: { coding: [{ code }], text: 'Because.' } }] }, status)
const faultOf = async (work: Promise<unknown>): Promise<ApiFault> => {
  const fault = await work.catch((error: unknown) => error)
  if (!(fault instanceof ApiFault)) throw new Error('did not fail as planned')
  return fault
}

test('every call repeats the token of the session, and is not kept', async () => {
  const { api, asked } = world(json({ trends: [], unread: [] }), 'token')
  await api.trends('fib4&x')
  expect(asked).toEqual([
    {
      url: 'api/trends?score=fib4%26x',
      init: { headers: { 'x-cardstock-csrf': 'token' }, cache: 'no-store' },
    },
  ])
})

test('the first call has none yet', async () => {
  const { api, asked } = world(json({}))
  await api.session()
  expect(asked[0]?.init?.headers).toEqual({})
})

test('a resource goes to its type as FHIR JSON', async () => {
  const { api, asked } = world(json({ resourceType: 'Observation', id: '7' }, 201), 'token')
  expect(await api.create({ resourceType: 'Observation' })).toMatchObject({ id: '7' })
  expect(asked[0]).toMatchObject({
    url: 'api/fhir/Observation',
    init: { method: 'POST', body: '{"resourceType":"Observation"}' },
  })
  expect(asked[0]?.init?.headers).toMatchObject({ 'content-type': 'application/fhir+json' })
})

describe('what goes wrong', () => {
  test('a 401 of any call ends the page', async () => {
    const { api, ends } = world(json({}, 401))
    expect((await faultOf(api.advice())).kind).toBe('ended')
    expect(ends()).toBe(1)
  })

  test.each([
    [403, 'refused'],
    [404, 'missing'],
    [422, 'failed'],
    [500, 'failed'],
  ])('%i is %s, with what the outcome says', async (status, kind) => {
    const issue = [{ details: { text: 'Because.' } }, null, { diagnostics: 'And so' }]
    const { api, ends } = world(json({ issue }, status))
    const fault = await faultOf(api.advice())
    expect([fault.kind, ends()]).toEqual([kind, 0])
    expect(fault.message).toMatch(/Because\. And so\.$/)
  })

  test('our own refusal is not laid at the record’s door', async () => {
    for (const status of [403, 404]) {
      const said = await faultOf(world(outcome(status, 'CDS_APP_FORBIDDEN')).api.advice())
      expect(said.message).toBe('Because.')
      const bare = await faultOf(world(json({}, status)).api.advice())
      expect(bare.message).not.toContain('record')
    }
  })

  test.each<[string, () => Response | Promise<Response>, string]>([
    ['no answer', () => Promise.reject(new TypeError('gone')), 'unknown'],
    ['a 502 of ours', outcome(502, 'CDS_FHIR_UNAVAILABLE'), 'unknown'],
    ['a 500 of ours', outcome(500, 'CDS_INTERNAL'), 'unknown'],
    ['a 504 of a proxy', () => new Response('<html>', { status: 504 }), 'unknown'],
    [
      'a confirmation that cannot be read',
      () => new Response('<html>', { status: 201 }),
      'unknown',
    ],
    ['a record that could not be kept of it', outcome(503, 'CDS_UNAVAILABLE'), 'unknown'],
    ['that nothing was sent', outcome(503, 'CDS_NOTHING_SENT'), 'failed'],
    ['that there is too much to do', outcome(503, 'CDS_OVERLOADED'), 'failed'],
    ['a refusal of the record', outcome(422, 'CDS_FHIR_REFUSED'), 'failed'],
    ['a refusal of the app', outcome(403, 'CDS_SCOPE_MISSING'), 'refused'],
    ['the end of the session', outcome(401, 'CDS_SESSION_ENDED'), 'ended'],
  ])('a write that is answered by %s', async (_name, answer, kind) => {
    const fault = await faultOf(world(answer).api.create({ resourceType: 'Observation' }))
    expect(fault.kind).toBe(kind)
  })

  test('a write of unknown fate is told in what the outcome says, or that it was not confirmed', async () => {
    const told = async (answer: () => Response | Promise<Response>) =>
      (await faultOf(world(answer).api.create({ resourceType: 'Observation' }))).message
    expect(await told(outcome(502, 'CDS_FHIR_UNAVAILABLE'))).toBe('Because.')
    expect(await told(json({}, 500))).toBe('It was not confirmed.')
    expect(await told(() => Promise.reject(new TypeError('gone')))).toBe('It was not confirmed.')
    expect(await told(() => new Response('<html>', { status: 201 }))).toBe('It was not confirmed.')
    const torn = new ReadableStream({ start: (body) => body.error(new TypeError('torn')) })
    expect(await told(() => new Response(torn, { status: 201 }))).toBe('It was not confirmed.')
  })

  test('no answer, and one that is no JSON', async () => {
    const down = world(() => Promise.reject(new TypeError('secret of the network')))
    const fault = await faultOf(down.api.advice())
    expect([fault.kind, fault.message]).toEqual(['unreachable', 'The service cannot be reached.'])
    const page = world(() => new Response('<html>'))
    expect((await faultOf(page.api.advice())).kind).toBe('failed')
    const proxy = world(() => new Response('<html>', { status: 502 }))
    expect((await faultOf(proxy.api.advice())).kind).toBe('failed')
  })
})
