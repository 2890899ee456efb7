import type { Prefetch } from '../clinical/fetched.ts'
import type { Rule } from '../engine/define-rule.ts'
import { card as cardSchema } from '../protocol/card.ts'
import { automaticChecks } from './automatic-checks.ts'
import type { TestData } from './case-request.ts'
import { callSite, register } from './collect.ts'
import { harness } from './harness.ts'
import { mustBe, mustLead, mustLink, mustShow } from './must-show.ts'
import { allCases, type ExpectedCard, type RuleCases, servedBy, whyNone } from './rule-cases.ts'

/**
 * Tests a rule by tables, through the whole engine. Besides the cases it checks, for nothing: every
 * declared card fires and some case is silent; inputs are not changed and the same input gives the
 * same answer twice; no two cases are equal; every needed key withheld leaves the rule unevaluated and
 * every optional one does not break it; a deceased patient gets no card; hostile text in every string
 * comes out escaped; entry order and an informational OperationOutcome change nothing; none of its
 * hooks makes it fail. A case is called by the rule's first hook, or by the `hook` that it names.
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
      mustBe([], servedBy(await subject.run(data, { now }), rule.id))
    })
  for (const { name, expect, data } of firing)
    check(`fires: ${name}`, async () => {
      const run = await subject.run(data, { now })
      const found = servedBy(run, rule.id)
      mustBe(
        expect.map(({ card }) => card),
        found,
      )
      for (const { card } of found) cardSchema.parse(card)
      mustLink(found, rule.scores)
      mustLead(run.drafted, rule.source)
      for (const each of expect) mustShow(run.drafted, rule.cards[each.card], each)
    })
  for (const [name, { expect, ...data }] of Object.entries(cases.gaps ?? {}))
    check(`says what it could not check: ${name}`, async () => {
      const evaluation = await subject.run(data as TestData, { now })
      const text = evaluation.ok
        ? evaluation.served
            .filter(({ rule: from }) => from === 'not-checked')
            .map(({ card }) => `${card.summary}\n${card.detail}`)
            .join('\n')
        : evaluation.error.problems.map(({ remedy }) => remedy).join('\n') ||
          whyNone(evaluation.error)
      if (!expect.test(text)) throw new Error(`expected ${expect} in ${JSON.stringify(text)}`)
    })
  automaticChecks(subject, rule as unknown as Rule, cases, firing, check)
}
