import { describe, expect, test } from '@jest/globals'
import { registryOf } from '../../test/support/make-app.ts'
import { CdsError } from '../errors.ts'
import { defineRule, defineService, egfr, templates } from '../index.ts'
import type { AdviceDeps } from './advice.ts'
import type { Answered, HookCall } from './evaluator.ts'
import { gather } from './gather-needs.ts'
import { emptyReport, type RuleReport } from './report.ts'
import { runAlone } from './run-alone.ts'

const rule = defineRule({
  ...{ id: 'one', version: '1.0.0', owner: 'Test', reviewBy: '2030-01-01', hooks: 'patient-view' },
  source: { label: 'Test' },
  prefetch: { patient: templates.patient },
  scores: { egfr },
  cards: { any: { indicator: 'info', summary: 'Any' } },
  evaluate: () => [],
})
const service = registryOf([
  {
    service: defineService({ id: 'service', title: 'Service', description: 'Service' }),
    rules: [rule],
  },
]).get('service')

/** Runs it against an evaluator that answers so, and a FHIR server that has these types alone. */
async function run(
  answer: (call: HookCall) => Answered,
  has: readonly string[] = ['Patient'],
  patient: object = {},
) {
  if (service?.rules[0] === undefined) throw new Error('no rule')
  const access = {
    ...{ context: { patientId: 'ada' }, supplied: {}, noClient: 'not-sent' as const },
    ...{ remainingMs: () => 1000, server: 'https://ehr.example.org/fhir' },
    client: {
      read: async (query: string) =>
        has.some((type) => query.startsWith(type))
          ? {
              ...{ ok: true as const, partial: false },
              resource: query.includes('?')
                ? { resourceType: 'Bundle', type: 'searchset', entry: [] }
                : { resourceType: 'Patient', id: 'ada', ...patient },
            }
          : { ok: false as const, failure: 'timeout' as const },
    },
  }
  const [loaded] = service.rules
  const gathered = await gather([...loaded.needs, ...loaded.scoreNeeds], access, new Date())
  const calls: HookCall[] = []
  const evaluator = {
    answer: async (call: HookCall) => {
      calls.push(call)
      return answer(call)
    },
  }
  // Cast: nothing else of them is used here.
  const deps = {
    evaluator,
    newId: () => 'id',
    now: new Date(),
    client: {},
  } as unknown as AdviceDeps
  return { ran: await runAlone(service, loaded, gathered, access, deps), calls }
}

const answered = (state?: RuleReport['state']): Answered => ({
  ...{ ok: true, text: '{"cards":[]}', served: [] },
  report: {
    ...emptyReport('service'),
    rules: state === undefined ? [] : [{ rule: 'one', state, ms: 1, cards: 0 }],
  },
})

describe('a rule outside a hook', () => {
  test('is asked alone, with what was gathered', async () => {
    const { ran, calls } = await run(() => answered('evaluated'), ['Patient', 'Observation'])
    expect(ran).toMatchObject({ state: 'evaluated', because: [], cards: [] })
    const [call] = calls
    expect(call?.only).toBe('one')
    expect(JSON.parse(call?.text ?? '')).toMatchObject({
      hook: 'patient-view',
      context: { patientId: 'ada' },
      prefetch: { patient: { id: 'ada' }, creatinine: { resourceType: 'Bundle', entry: [] } },
    })
  })

  test('is told what the record system failed to give, so that it can say so', async () => {
    const { calls } = await run(() => answered('evaluated'))
    expect(JSON.parse(calls[0]?.text ?? '').prefetch.creatinine).toMatchObject({
      resourceType: 'OperationOutcome',
    })
  })

  test.each([
    ['failed', 'check-failed'],
    ['late', 'check-late'],
    ['suspended', 'check-suspended'],
    ['not-evaluated', 'creatinine-timeout'],
  ] as const)('that is %s is not evaluated: %s', async (state, code) => {
    const { ran } = await run(() => answered(state))
    expect([ran.state, ran.because[0]?.code]).toEqual(['not-evaluated', code])
  })

  test('whose trigger does not hold has nothing to say', async () => {
    const { ran } = await run(() => answered())
    expect([ran.state, ran.because, ran.cards]).toEqual(['evaluated', [], []])
  })

  test('whose call is refused is not evaluated', async () => {
    const { report } = answered()
    const { ran } = await run(() => ({
      ok: false,
      error: new CdsError('CDS_JSON_REFUSED'),
      report,
    }))
    expect([ran.state, ran.because[0]?.code]).toEqual(['not-evaluated', 'check-failed'])
  })

  test.each([{ deceasedBoolean: true }, { deceasedDateTime: '2020' }])(
    'of a patient who has died is not evaluated: %j',
    async (deceased) => {
      const { ran, calls } = await run(() => answered(), ['Patient', 'Observation'], deceased)
      expect([ran.state, ran.because, calls]).toEqual([
        'not-evaluated',
        [
          {
            code: 'patient-deceased',
            text: 'the patient is recorded as deceased; no advice is given',
          },
        ],
        [],
      ])
    },
  )

  test('without what it needs is not even asked', async () => {
    const { ran, calls } = await run(() => answered('evaluated'), [])
    expect([ran.state, ran.because]).toEqual([
      'not-evaluated',
      [{ code: 'patient-timeout', text: 'patient: the record system did not answer in time' }],
    ])
    expect(calls).toEqual([])
  })
})
