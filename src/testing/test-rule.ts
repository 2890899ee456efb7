import { deepStrictEqual } from 'node:assert'
import type { SlotValue } from '../../cards/wording.ts'
import type { Prefetch } from '../clinical/fetched.ts'
import type { Rule } from '../engine/define-rule.ts'
import type { Evaluation } from '../engine/evaluate.ts'
import { card as cardSchema } from '../protocol/card.ts'
import { BUILDER_ID } from './builders.ts'
import { callSite, register } from './collect.ts'
import { type Harness, harness, MADE_ID, type RunOptions, type TestData } from './harness.ts'
import { hostile, markdownProblems } from './hostile.ts'
import { mustShow } from './must-show.ts'

/** Data of one case: by prefetch key as the rule declares them; `orders` where the hook has some. */
type CaseData<P extends Prefetch> = { readonly [K in keyof P]?: unknown } & TestData

/** A card that a case must give: its declared name, and the slot values and suggestions worth stating. */
export interface ExpectedCard {
  readonly card: string
  readonly values?: Readonly<Record<string, SlotValue>>
  /** The labels of all its suggestions, in order. */
  readonly suggestions?: readonly string[]
}

/** The cases of a rule. */
export interface RuleCases<P extends Prefetch> {
  /** The clock of all cases: a date or an instant. */
  readonly now: string
  readonly silent: Readonly<Record<string, CaseData<P>>>
  readonly fires: Readonly<
    Record<string, CaseData<P> & { readonly expect: ExpectedCard | readonly ExpectedCard[] }>
  >
  /** Cases in which the rule must say that it could not check something. */
  readonly gaps?: Readonly<Record<string, CaseData<P> & { readonly expect: RegExp }>>
}

/**
 * Tests a rule by tables, through the whole engine. Besides the cases it checks, for nothing: every
 * declared card fires and some case is silent; inputs are not changed and the same input gives the
 * same answer twice; no two cases are equal; every needed key withheld leaves the rule unevaluated and
 * every optional one does not break it; a deceased patient gets no card; hostile text in every string
 * comes out escaped; entry order and an informational OperationOutcome change nothing.
 */
export function testRule<P extends Prefetch>(
  // biome-ignore lint/suspicious/noExplicitAny: the rule's other types play no part in its cases
  rule: Rule<any, P, any, any>,
  cases: RuleCases<P>,
): void {
  const site = callSite()
  const subject = harness(rule as unknown as Rule)
  const { now, silent, fires } = allCases(cases)
  const check = (title: string, run: () => void | Promise<void>) =>
    register({ title: `${rule.id}: ${title}`, ...site, run })
  const firing = Object.entries(fires).map(([name, { expect, ...data }]) => ({
    name,
    expect: [expect].flat() as ExpectedCard[],
    data: data as TestData,
  }))

  for (const [name, data] of Object.entries(silent))
    check(`silent: ${name}`, async () => {
      deepStrictEqual(cardsOf(await subject.run(data, { now }), rule.id), [])
    })
  for (const { name, expect, data } of firing)
    check(`fires: ${name}`, async () => {
      const found = cardsOf(await subject.run(data, { now }), rule.id)
      deepStrictEqual(
        found.map(({ cardName }) => cardName).toSorted(),
        expect.map(({ card }) => card).toSorted(),
      )
      for (const { card } of found) cardSchema.parse(card)
      for (const each of expect) mustShow(found, rule.cards[each.card], each)
    })
  for (const [name, { expect, ...data }] of Object.entries(cases.gaps ?? {}))
    check(`says what it could not check: ${name}`, async () => {
      const evaluation = await subject.run(data as TestData, { now })
      const text = evaluation.ok
        ? evaluation.served
            .filter(({ rule: from }) => from === 'not-checked')
            .map(({ card }) => `${card.summary}\n${card.detail}`)
            .join('\n')
        : evaluation.error.problems.map(({ remedy }) => remedy).join('\n')
      if (!expect.test(text)) throw new Error(`expected ${expect} in ${JSON.stringify(text)}`)
    })
  automatic(subject, rule as unknown as Rule, cases, firing, check)
}

/** A test is run without its types being checked, so its tables may be missing. */
function allCases<P extends Prefetch>({ silent = {}, fires = {}, ...cases }: RuleCases<P>) {
  return { ...cases, silent, fires }
}

interface Firing {
  readonly name: string
  readonly expect: readonly ExpectedCard[]
  readonly data: TestData
}

function automatic(
  subject: Harness,
  rule: Rule,
  cases: RuleCases<Prefetch>,
  firing: readonly Firing[],
  check: (title: string, run: () => void | Promise<void>) => void,
): void {
  const { now, silent } = allCases(cases)
  check('has a case for each of its cards, and one in which it is silent', () => {
    const fired = new Set(firing.flatMap(({ expect }) => expect.map(({ card }) => card)))
    const unseen = Object.keys(rule.cards).filter((card) => !fired.has(card))
    if (unseen.length > 0)
      throw new Error(`no case shows ${unseen.join(', ')}: write one into fires`)
    if (Object.keys(silent).length === 0)
      throw new Error('no case is silent: write one into silent')
  })
  check('has no two equal cases', () => {
    const seen = new Map<string, string>()
    const all = [
      ...Object.entries(silent),
      ...firing.map(({ name, data }) => [name, data] as const),
    ]
    for (const [name, data] of all) {
      const text = JSON.stringify(data, withoutMadeIds)
      const other = seen.get(text)
      if (other !== undefined) throw new Error(`"${name}" is the same case as "${other}"`)
      seen.set(text, name)
    }
  })
  for (const { name, data } of firing) {
    const same = async (options: Partial<RunOptions>) => {
      const [one, other] = [
        await subject.run(data, { now }),
        await subject.run(data, { now, ...options }),
      ]
      deepStrictEqual(answerOf(other, rule.id), answerOf(one, rule.id))
    }
    check(`${name}: the same input gives the same answer twice and is not changed`, async () => {
      const before = JSON.stringify(data)
      await same({})
      deepStrictEqual(JSON.stringify(data), before)
    })
    check(`${name}: entry order and an informational outcome change nothing`, async () => {
      await same({ shuffled: true })
      await same({ withOutcome: true })
    })
    check(`${name}: text from data comes out escaped`, async () => {
      const evaluation = await subject.run(hostile(data), { now })
      for (const { card } of servedBy(evaluation, rule.id))
        deepStrictEqual(markdownProblems(card), [])
    })
    check(`${name}: a deceased patient gets no card`, async () => {
      if (!subject.keys.has('patient')) return
      const dead = {
        ...data,
        patient: { resourceType: 'Patient', ...(data.patient ?? {}), deceasedBoolean: true },
      }
      deepStrictEqual(cardsOf(await subject.run(dead, { now }), rule.id), [])
    })
  }
  for (const [key, kind] of subject.keys) {
    const isOfScore = subject.scoreKeys.has(key)
    const state = kind === 'needed' && !isOfScore ? 'not evaluated' : 'still evaluated'
    check(`without ${key} (${kind}) it is ${state}`, async () => {
      for (const { data } of firing) {
        const { report } = await subject.run(data, { now, without: [key] })
        const states = report.rules.map((each) => each.state)
        if (state === 'not evaluated') deepStrictEqual(states, ['not-evaluated'])
        for (const each of report.rules)
          if (each.state === 'failed' || each.state === 'late') throw reasonOf(each.error)
      }
    })
  }
}

function reasonOf(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error ?? 'it was not finished in time'))
}

function servedBy(evaluation: Evaluation, rule: string) {
  if (!evaluation.ok)
    throw new Error(
      `no answer: ${evaluation.error.code} ${JSON.stringify(evaluation.error.problems)}`,
    )
  for (const each of evaluation.report.rules)
    if (each.state === 'failed') throw reasonOf(each.error)
  return evaluation.served.filter((served) => served.rule === rule)
}

function cardsOf(evaluation: Evaluation, rule: string) {
  return servedBy(evaluation, rule)
}

/** Cards without the ids that were made for them. */
function answerOf(evaluation: Evaluation, rule: string): readonly string[] {
  return servedBy(evaluation, rule)
    .map(({ card }) => JSON.stringify(card).replaceAll(MADE_ID, 'id'))
    .toSorted()
}

/** Ids that the builders count up: two resources that are alike but for them are the same. */
function withoutMadeIds(key: string, value: unknown): unknown {
  return key === 'id' && typeof value === 'string' && BUILDER_ID.test(value) ? undefined : value
}
