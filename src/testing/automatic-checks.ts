import { deepStrictEqual } from 'node:assert'
import type { Prefetch } from '../clinical/fetched.ts'
import type { Rule } from '../engine/define-rule.ts'
import type { Evaluation } from '../engine/evaluate.ts'
import { BUILDER_ID } from './builders.ts'
import type { RunOptions } from './case-request.ts'
import { type Harness, MADE_ID } from './harness.ts'
import { hostile, markdownProblems } from './hostile.ts'
import { allCases, type Firing, type RuleCases, reasonOf, servedBy } from './rule-cases.ts'

/** Registers the checks that every rule gets for nothing (`testRule`). */
export function automaticChecks(
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
      const { hook, earlier, ...texts } = data
      const called = {
        ...(hook === undefined ? {} : { hook }),
        ...(earlier === undefined ? {} : { earlier }),
      }
      const evaluation = await subject.run({ ...hostile(texts), ...called }, { now })
      for (const { card } of servedBy(evaluation, rule.id))
        deepStrictEqual(markdownProblems(card), [])
    })
    check(`${name}: a deceased patient gets no card`, async () => {
      if (!subject.keys.has('patient')) return
      const dead = {
        ...data,
        patient: { resourceType: 'Patient', ...(data.patient ?? {}), deceasedBoolean: true },
      }
      deepStrictEqual(servedBy(await subject.run(dead, { now }), rule.id), [])
    })
  }
  for (const hook of subject.hooks.length > 1 ? subject.hooks : [])
    check(`called by ${hook} it does not fail`, async () => {
      for (const { data } of firing) servedBy(await subject.run(data, { now, hook }), rule.id)
    })
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
