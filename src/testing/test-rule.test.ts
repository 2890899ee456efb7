import { describe, expect, test } from '@jest/globals'
import { failures } from '../../test/support/failures.ts'
import { defineRule, egfr, optional, templates } from '../index.ts'
import { condition, observation, partial, patient } from './builders.ts'
import { testRule } from './test-rule.ts'

const adult = patient('1970-05-01')
const hba1c = (value: number) => observation('4548-4', value, '%')

const about = {
  ...{ id: 'tried', version: '1.0.0', owner: 'The tester', reviewBy: '2027-01-01' },
  source: { label: 'The tester' },
}

/** A rule that is well; the tests make it worse. */
const well = defineRule({
  ...about,
  hooks: 'patient-view',
  prefetch: {
    patient: templates.patient,
    conditions: templates.conditions,
    hba1c: templates.hba1c,
    bmi: optional(templates.bmi),
  },
  cards: { high: { indicator: 'info', summary: 'HbA1c {{value}} %' } },
  evaluate({ hba1c }, { card }) {
    const value = hba1c[0]?.valueQuantity?.value ?? 0
    return value < 6.5 ? [] : [card('high', { value })]
  },
})
const tried = (evaluate: typeof well.evaluate) => ({ ...well, evaluate })

const base = { patient: adult, conditions: [] }
const silent = { low: { ...base, hba1c: [hba1c(5.1)] } }
const fires = {
  high: { ...base, hba1c: [hba1c(7.2)], expect: { card: 'high', values: { value: 7.2 } } },
}
const cases = { now: '2026-03-01', silent, fires }
type Cases = Parameters<typeof testRule<(typeof well)['prefetch']>>[1]

const against = (rule: typeof well, given: Cases = cases) => failures(() => testRule(rule, given))
const one = (pattern: RegExp) => [expect.stringMatching(pattern)]
const also = (pattern: RegExp) => expect.arrayContaining(one(pattern))

describe('testRule', () => {
  test('has nothing against a rule that is well', async () => {
    expect(await against(well)).toEqual([])
  })

  test('finds a link that the service would leave out', async () => {
    const linked = (link: object) =>
      against(
        tried(({ hba1c }, { card }) =>
          (hba1c[0]?.valueQuantity?.value ?? 0) < 6.5
            ? []
            : [card('high', { value: 7.2 }, { links: [link] } as never)],
        ),
      )
    const to = (url: string, type = 'absolute') => ({ label: 'More', url, type })
    expect(await linked(to('https://doi.org/10.1'))).toEqual([])
    expect(await linked(to('https://else.example/x'))).toEqual(
      one(/fires: high: the link "More" leads to else\.example, and would be left out/),
    )
    expect(await linked(to('https://else.example/launch', 'smart'))).toEqual(
      one(/fires: high: the link "More" launches .*: make it with companion\(\)/),
    )
  })

  test('finds a case that should be silent and is not', async () => {
    const wrong = { ...base, hba1c: [hba1c(9)] }
    const found = await against(well, { ...cases, silent: { ...silent, wrong } })
    expect(found).toEqual(one(/silent: wrong: shows high \("HbA1c 9 %"\); expected is no card$/))
  })

  test('leaves a rule unevaluated for data that are partial, unless it accepts that', async () => {
    const cut = { ...base, hba1c: partial([hba1c(9)]) }
    const gaps = { cut: { ...cut, expect: /hba1c/ } }
    expect(await against(well, { ...cases, gaps })).toEqual([])
    const found = await against(
      { ...well, acceptsPartial: ['hba1c'] },
      { ...cases, silent: { ...silent, cut } },
    )
    expect(found).toEqual(one(/silent: cut/))
  })

  test('finds a case that should fire and does not', async () => {
    const low = { ...base, hba1c: [hba1c(5)], expect: { card: 'high' } }
    const found = await against(well, { ...cases, fires: { ...fires, low } })
    expect(found).toEqual(one(/fires: low: shows no card; expected is high$/))
  })

  test.each([
    ['another value', { value: 7 }, /\{\{value\}\} should be 7 in/],
    ['only a part of the value', { value: 2 }, /\{\{value\}\} should be 2 in/],
    ['a value that stands in the wording alone', { value: 'HbA1c' }, /should be "HbA1c" in/],
    ['nothing in its place', { value: '' }, /should be "" in/],
    ['a slot that it does not have', { date: 1 }, /has no slot \{\{date\}\}/],
  ])('finds a card that should show %s', async (_name, values, message) => {
    const high = { ...fires.high, expect: { card: 'high', values } }
    expect(await against(well, { ...cases, fires: { high } })).toEqual(one(message))
  })

  const sideBySide = {
    ...well,
    cards: { high: { indicator: 'info', summary: 'HbA1c {{value}} %', detail: '{{one}}{{two}}.' } },
  } as typeof well
  const besides = (...cards: readonly object[]) => ({
    ...sideBySide,
    evaluate: ({ hba1c }: Parameters<typeof well.evaluate>[0], { card }: { card: unknown }) =>
      (hba1c[0]?.valueQuantity?.value ?? 0) < 6.5
        ? []
        : cards.map((values) => (card as (...args: unknown[]) => never)('high', values)),
  })

  test.each([
    [{ one: '', two: 'Booked' }, []],
    [{ one: 'Booked', two: '' }, [expect.stringMatching(/\{\{one\}\} should be "" in .*Booked/)]],
  ])('finds what stands where nothing should, beside another slot: %j', async (given, found) => {
    const high = { ...fires.high, expect: { card: 'high', values: { one: '' } } }
    const rule = besides({ value: 7.2, ...given })
    expect(await against(rule as never, { ...cases, fires: { high } })).toEqual(found)
  })

  test('finds that no one card of a name has all of the values', async () => {
    const two = [
      { card: 'high', values: { value: 1, one: 'a' } },
      { card: 'high', values: { value: 2 } },
    ]
    const high = { ...fires.high, expect: two }
    const good = besides({ value: 1, one: 'a', two: '' }, { value: 2, one: 'b', two: '' })
    expect(await against(good as never, { ...cases, fires: { high } })).toEqual([])
    const mixed = besides({ value: 1, one: 'b', two: '' }, { value: 2, one: 'a', two: '' })
    expect(await against(mixed as never, { ...cases, fires: { high } })).toEqual(
      one(/no one card has all of \{"value":1,"one":"a"\}/),
    )
  })

  test('finds suggestions that are not those it should have', async () => {
    const high = { ...fires.high, expect: { card: 'high', suggestions: ['Order it'] } }
    const found = await against(well, { ...cases, fires: { high } })
    expect(found).toEqual(one(/should suggest \["Order it"\], but offers \[\[\]\]/))
  })

  test('finds a gap that is not said', async () => {
    const gap = { ...base, hba1c: [hba1c(6)], expect: /HbA1c/ }
    const found = await against(well, { ...cases, gaps: { gap } })
    expect(found).toEqual(one(/says what it could not check: gap/))
  })

  test('finds that data are said to be unavailable, where the case has them all', async () => {
    const blind = tried((data, env) =>
      data.bmi === undefined || data.bmi.length > 0
        ? well.evaluate(data, env)
        : [env.notChecked('the BMI')],
    )
    const gap = { ...base, hba1c: [hba1c(6)], bmi: [], expect: /BMI/ }
    const found = await against(blind, { ...cases, gaps: { gap } })
    expect(found).toEqual(one(/the case has them all: notChecked\('…', 'unusable'\)/))
  })

  test('finds a link to a score that the rule has not', async () => {
    const linking = tried(({ hba1c }, { card, companion }) => {
      const value = hba1c[0]?.valueQuantity?.value ?? 0
      return value < 6.5
        ? []
        : [card('high', { value }, { links: [companion('Open', { score: 'prevnt' })] })]
    })
    expect(await against(linking)).toEqual(also(/companion: the rule has no score "prevnt"/))
  })

  test.each([
    [undefined, 'nothing'],
    [Number.NaN, 'NaN'],
    [{}, 'an object'],
    [true, 'a boolean'],
  ])('finds a slot that got %j', async (value, named) => {
    const wrong = tried(({ hba1c }, { card }) =>
      (hba1c[0]?.valueQuantity?.value ?? 0) < 6.5 ? [] : [card('high', { value } as never)],
    )
    expect(await against(wrong)).toEqual(
      also(new RegExp(`slot \\{\\{value\\}\\} got ${named}: give it a text or a number`)),
    )
  })

  test('finds a declared card that no case shows', async () => {
    const cards = { ...well.cards, never: { indicator: 'info', summary: 'Never' } }
    const found = await against({ ...well, cards } as typeof well)
    expect(found).toEqual(one(/no case shows never: write one into fires/))
  })

  test('finds that no case is silent', async () => {
    expect(await against(well, { ...cases, silent: {} })).toEqual(one(/no case is silent/))
  })

  test('finds that a table of cases is missing', async () => {
    const without = (name: keyof Cases) => ({ ...cases, [name]: undefined }) as unknown as Cases
    expect(await against(well, without('silent'))).toEqual(one(/no case is silent/))
    expect(await against(well, without('fires'))).toEqual(one(/no case shows high/))
  })

  test('finds a rule that changes its data', async () => {
    const changing = tried((data, env) => {
      Array.prototype.sort.call(data.hba1c)
      return well.evaluate(data, env)
    })
    const two = { ...fires.high, hba1c: [hba1c(7.2), hba1c(7.2)] }
    expect(await against(changing, { ...cases, fires: { high: two } })).toEqual(
      also(/fires: high: .*read only/),
    )
    const deeper = tried((data, env) => {
      for (const each of data.hba1c) Object.assign(each.valueQuantity ?? {}, { value: 9 })
      return well.evaluate(data, env)
    })
    expect(await against(deeper)).toEqual(also(/fires: high: .*read only/))
  })

  test('finds a rule that answers otherwise the second time', async () => {
    let calls = 0
    const moody = tried(({ hba1c }, { card, suggest }) => {
      const value = hba1c[0]?.valueQuantity?.value ?? 0
      calls += 1
      const suggestions = [suggest.text(`Call ${calls}`)]
      return value < 6.5 ? [] : [card('high', { value }, { suggestions })]
    })
    expect(await against(moody)).toEqual(also(/high: the same input gives the same answer twice/))
  })

  test('finds two equal cases, though made of resources with ids of their own', async () => {
    const twin = { ...base, hba1c: [hba1c(5.1)] }
    const found = await against(well, { ...cases, silent: { ...silent, twin } })
    expect(found).toEqual(one(/"twin" is the same case as "low"/))
  })

  test('finds a key that is marked optional but that the rule cannot do without', async () => {
    const prefetch = { ...well.prefetch, hba1c: optional(templates.hba1c) }
    const found = await against({ ...well, prefetch } as never)
    expect(found).toEqual(one(/without hba1c \(optional\) it is still evaluated/))
  })

  test('finds a rule that falls over without optional data in one of its cases', async () => {
    const brittle = tried((data, env) => {
      const value = data.hba1c[0]?.valueQuantity?.value ?? 0
      // As a rule written without type checking would do.
      if (value > 8) (data.bmi as readonly object[]).at(0)
      return well.evaluate(data, env)
    })
    const higher = { ...base, hba1c: [hba1c(9)], bmi: [], expect: { card: 'high' } }
    const found = await against(brittle, { ...cases, fires: { ...fires, higher } })
    expect(found).toEqual(one(/without bmi \(optional\).*undefined/))
  })

  test('takes a case without needed data for none that is silent', async () => {
    const forgotten = { ...base }
    const found = await against(well, { ...cases, silent: { ...silent, forgotten } })
    expect(found).toEqual(one(/silent: forgotten: no answer: CDS_DATA_UNAVAILABLE/))
  })

  test('finds data under a key that nobody asks for', async () => {
    const misspelt = { ...base, hba1c: [], hbA1c: [hba1c(9)] }
    const found = await against(well, { ...cases, silent: { ...silent, misspelt } })
    expect(found).toEqual(one(/data for "hbA1c", which neither the rule/))
  })

  test('finds a card that breaks the wire schema', async () => {
    const broken = tried(({ hba1c }, { card }) => {
      const value = hba1c[0]?.valueQuantity?.value ?? 0
      return value < 6.5 ? [] : [card('high', { value }, { suggestions: [{ label: '' }] })]
    })
    expect(await against(broken)).toEqual(also(/fires: high: card "high": .*label/))
  })

  test('finds a rule that throws, where no card is due too', async () => {
    const throwing = tried(() => {
      throw new Error('on purpose')
    })
    expect(await against(throwing)).toEqual(also(/silent: low: on purpose/))
  })

  test('finds a rule that hangs on the order of entries', async () => {
    const first = tried(({ conditions }, { card }) => {
      const code = conditions[0]?.code?.coding?.[0]?.code
      return code === undefined ? [] : [card('high', { value: code })]
    })
    const conditions = [condition('44054006'), condition('38341003')]
    const high = { ...fires.high, conditions, expect: { card: 'high' } }
    expect(await against(first, { ...cases, fires: { high } })).toEqual(
      one(/high: entry order and an informational outcome change nothing/),
    )
  })

  test('refuses templates, wording and declarations that the linter refuses, all at once', () => {
    const bad = {
      ...well,
      version: '1',
      prefetch: { patient: 'https://ehr.example/Patient/1' },
      cards: { high: { indicator: 'info', summary: 'Alert' } },
    }
    expect(() => testRule(bad as never, cases)).toThrow(
      /version[\s\S]*prefetch\.patient[\s\S]*relative[\s\S]*cards\.high[\s\S]*says nothing on its own/,
    )
  })
})

describe('a rule of a score', () => {
  const kidney = defineRule({
    ...about,
    hooks: 'patient-view',
    prefetch: { patient: templates.patient },
    scores: { egfr },
    cards: { seen: { indicator: 'info', summary: 'eGFR {{egfr}}, {{asOf}}' } },
    evaluate: ({ scores: { egfr: kidney } }, { card }) =>
      kidney.known
        ? [card('seen', { egfr: kidney.value.egfr, asOf: kidney.asOf?.slice(0, 10) ?? 'now' })]
        : [],
  })
  const creatinine = [observation('2160-0', 1, 'mg/dL', '2026-01-20')]
  const seen = (asOf: string) => ({ card: 'seen', values: { asOf } })
  const kept = { earlier: { now: '2026-02-01', patient: adult, creatinine } }

  test('is given what an earlier call kept, where it cannot be computed now', async () => {
    const given = {
      now: '2026-03-01',
      silent: { 'no result': { patient: adult, creatinine: [] } },
      fires: {
        'computed now': { patient: adult, creatinine, expect: seen('now') },
        'computed earlier': { patient: adult, ...kept, expect: seen('2026-02-01') },
      },
    }
    expect(await failures(() => testRule(kidney, given))).toEqual([])
    const wrong = { patient: adult, ...kept, expect: seen('2026-03-01') }
    const found = await failures(() => testRule(kidney, { ...given, fires: { wrong } }))
    expect(found).toEqual(one(/\{\{asOf\}\} should be "2026-03-01" in .*2026-02-01/))
  })
})

describe('a rule of several hooks', () => {
  const ordering = defineRule({
    ...about,
    hooks: ['order-sign', 'medication-refill'],
    prefetch: { patient: templates.patient },
    cards: { seen: { indicator: 'info', summary: '{{count}} by {{hook}}' } },
    evaluate: ({ orders }, { hook, card }) =>
      orders.length === 0 ? [] : [card('seen', { count: orders.length, hook })],
  })
  const order = { resourceType: 'MedicationRequest', id: 'o', status: 'draft', intent: 'order' }
  const given = (more: object) => ({
    now: '2026-03-01',
    silent: { 'no order': { patient: adult } },
    fires: {
      'an order': {
        ...{ patient: adult, orders: [order] },
        ...{ expect: { card: 'seen', values: { hook: 'order-sign' } } },
      },
      'a refill': {
        ...{ patient: adult, orders: [order] },
        ...{ expect: { card: 'seen', values: { hook: 'medication-refill' } }, ...more },
      },
    },
  })

  test('is called by the hook that a case names', async () => {
    expect(await failures(() => testRule(ordering, given({ hook: 'medication-refill' })))).toEqual(
      [],
    )
    const found = await failures(() => testRule(ordering, given({ hook: 'patient-view' })))
    expect(found).toEqual(
      also(/does not answer patient-view: its hooks are order-sign, medication/),
    )
  })

  test('must not fail under any of them', async () => {
    const breaking = {
      ...ordering,
      evaluate: (...[data, env]: Parameters<typeof ordering.evaluate>) => {
        if (env.hook === 'medication-refill') throw new Error('no user')
        return ordering.evaluate(data, env)
      },
    }
    const cases = given({})
    const { 'an order': one } = cases.fires
    const found = await failures(() => testRule(breaking, { ...cases, fires: { one } }))
    expect(found).toEqual([expect.stringMatching(/called by medication-refill .*no user/)])
  })
})

test.each(['appointment-book', 'problem-list-item-create', 'order-dispatch'] as const)(
  'a rule for %s needs no context in its cases',
  async (hook) => {
    const rule = { ...well, hooks: hook }
    expect(await against(rule as never)).toEqual([])
  },
)
