import { randomUUID } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { registryOf } from '../../test/support/make-app.ts'
import { clientFor } from '../../test/support/policy.ts'
import type { CardSource, Made } from '../engine/made.ts'
import { emptyReport } from '../engine/report.ts'
import { defineRule, defineService, templates } from '../index.ts'
import { type Arrived, lateAnswer } from './late-answer.ts'

const NOW = new Date('2026-06-01T12:00:00Z')
const rule = (id: string) =>
  defineRule({
    id,
    version: '1.0.0',
    title: `Title of ${id}`,
    owner: 'Tests',
    reviewBy: '2027-01-01',
    hooks: 'patient-view',
    source: { label: 'Tests' },
    prefetch: { patient: templates.patient },
    cards: { says: { indicator: 'info', summary: 'From a rule' } },
    evaluate: (_, { card }) => [card('says')],
  })

const IDS = ['first', 'second', 'third']
const serviceOf = (announceGaps: boolean) => {
  const declared = defineService({
    ...{ id: 'late', title: 'Late', description: 'For tests', announceGaps },
  })
  const found = registryOf([{ service: declared, rules: IDS.map(rule) }]).get('late')
  if (found === undefined) throw new Error('no such service')
  return found
}

function made(id: string, state: 'evaluated' | 'not-evaluated' = 'evaluated'): Made {
  const cards: CardSource[] = []
  if (state === 'evaluated')
    cards.push({
      rule: id,
      ruleVersion: '1.0.0',
      cardName: 'says',
      text: JSON.stringify({
        uuid: randomUUID(),
        summary: `From ${id}`,
        indicator: 'info',
        source: { label: 'Tests' },
      }),
    })
  return {
    rule: id,
    report: { rule: id, state, ms: 1, cards: cards.length },
    cards: cards.map((origin) => ({ card: JSON.parse(origin.text), origin })),
    gaps: [],
    systemActions: [],
  }
}

const begunWith = (...rules: string[]) => ({
  report: { ...emptyReport('late'), hook: 'patient-view', patientKey: 'hash' },
  profile: '2.0.1' as const,
  rules,
})
const madeBy = (...all: Made[]) => new Map(all.map((each) => [each.rule, each]))

function answer(arrived: Omit<Arrived, 'report'>, announceGaps = true) {
  const report = arrived.begun?.report ?? emptyReport('late')
  const known = { ...arrived, report }
  const answered = lateAnswer(serviceOf(announceGaps), clientFor(), known, NOW, randomUUID)
  const { cards = [] } = answered.ok ? JSON.parse(answered.text) : {}
  return { answered, cards: cards as readonly { summary: string; detail?: string }[] }
}

const states = ({ report }: ReturnType<typeof answer>['answered']) =>
  report.rules.map(({ rule: id, state }) => `${id} ${state}`)

describe('T23 the answer at the deadline', () => {
  test('has the cards of the finished rules, and says what was not checked', () => {
    const { answered, cards } = answer({ begun: begunWith(...IDS), made: madeBy(made('second')) })
    expect(cards.map(({ summary }) => summary)).toContain('From second')
    expect(cards).toHaveLength(2)
    const gap = cards.find(({ summary }) => summary !== 'From second')?.detail
    expect(gap).toMatch(/Title of first.*Title of third/s)
    expect(gap).not.toContain('Title of second')
    expect(states(answered)).toEqual(['first late', 'second evaluated', 'third late'])
    expect(answered.ok && answered.served.map(({ rule: id }) => id)).toContain('second')
  })

  test('keeps what is known of the call for the audit trail', () => {
    const { answered } = answer({ begun: begunWith('first'), made: madeBy() })
    expect(answered.report).toMatchObject({ hook: 'patient-view', patientKey: 'hash' })
  })

  test('does not announce rules that do not apply to this patient', () => {
    const { answered, cards } = answer({ begun: begunWith('third'), made: madeBy(made('third')) })
    expect(cards.map(({ summary }) => summary)).toEqual(['From third'])
    expect(states(answered)).toEqual(['third evaluated'])
  })

  test('announces every rule where nothing at all has arrived', () => {
    const { answered, cards } = answer({ begun: undefined, made: madeBy() })
    expect(states(answered)).toEqual(['first late', 'second late', 'third late'])
    expect(cards).toHaveLength(1)
  })

  test('tells what was late also where the service does not announce gaps', () => {
    const arrived = { begun: begunWith(...IDS), made: madeBy(made('first')) }
    expect(answer(arrived, false).cards.map(({ summary }) => summary)).toEqual([
      'From first',
      'Not checked: Title of second; Title of third',
    ])
  })

  test('is 412 where all had ended already and none had its data', () => {
    const lacking = madeBy(made('first', 'not-evaluated'))
    const { answered } = answer({ begun: begunWith('first'), made: lacking })
    expect(answered.ok).toBe(false)
    expect(!answered.ok && answered.error.code).toBe('CDS_DATA_UNAVAILABLE')
    // It names what to send, as any other 412 does.
    expect(!answered.ok && answered.error.problems).toEqual([
      { field: 'prefetch.patient', remedy: expect.stringContaining('send prefetch.patient') },
    ])
  })

  test('never 412 while a rule might have found something', () => {
    const lacking = madeBy(made('first', 'not-evaluated'))
    const { answered, cards } = answer(
      { begun: begunWith('first', 'second'), made: lacking },
      false,
    )
    expect(answered.ok).toBe(true)
    expect(cards.map(({ summary }) => summary)).toEqual(['Not checked: Title of second'])
  })
})
