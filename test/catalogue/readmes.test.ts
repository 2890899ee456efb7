import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from '@jest/globals'
import { loadServices } from '../../src/engine/load-services.ts'
import type { TestData } from '../../src/testing/case-request.ts'
import { harness } from '../../src/testing/harness.ts'

const SERVICES = fileURLToPath(new URL('../../services', import.meta.url))
// Only what has a review still before it is delivered.
const REVIEWED_AFTER = '2026-11-24'

const HEADINGS = [
  '## What the clinician sees',
  '## When it stays silent',
  '## Data it asks for',
  '## Evidence',
  '## Limits',
  '## Owner and review date',
]

const services = [...(await loadServices(SERVICES)).values()]
const rules = services.flatMap((service) =>
  service.rules.map((loaded) => ({
    id: loaded.rule.id,
    rule: loaded.rule,
    folder: `${SERVICES}/${service.service.id}/rules/${loaded.rule.id}`,
    keys: [...loaded.needs, ...loaded.scoreNeeds].map(({ key }) => key),
  })),
)

const read = (path: string) => readFileSync(path, 'utf8')
const withoutFences = (text: string) => text.replace(/^```[\s\S]*?^```$/gm, '')
const sectionOf = (text: string, heading: string) =>
  text.split(`\n${heading}\n`)[1]?.split(/^## /m)[0] ?? ''

describe.each(rules)('$id', ({ rule, folder, keys }) => {
  test('has a test and a README', () => {
    expect(readdirSync(folder)).toEqual(
      expect.arrayContaining(['README.md', 'rule.test.ts', 'rule.ts']),
    )
  })

  test('its README has the headings, in order, and something under each', () => {
    const text = read(`${folder}/README.md`)
    const [title, ...headings] = withoutFences(text).match(/^#+ .*$/gm) ?? []
    expect(title).toMatch(/^# \S/)
    expect(headings).toEqual(HEADINGS)
    expect(HEADINGS.filter((heading) => sectionOf(text, heading).trim() === '')).toEqual([])
  })

  test('its README names the cards and the data of the rule', () => {
    const text = read(`${folder}/README.md`)
    const lackingIn = (heading: string, names: readonly string[]) =>
      names.filter((name) => !sectionOf(text, heading).includes(`\`${name}\``))
    expect(lackingIn('## What the clinician sees', Object.keys(rule.cards))).toEqual([])
    expect(lackingIn('## Data it asks for', keys)).toEqual([])
  })

  test('its README links the source', () => {
    const { url } = rule.source
    expect(url).toBeDefined()
    expect(sectionOf(read(`${folder}/README.md`), '## Evidence')).toContain(`](${url})`)
  })

  test('its README names owner and review date', () => {
    const text = sectionOf(read(`${folder}/README.md`), '## Owner and review date')
    expect(text).toContain(rule.owner)
    expect(text).toContain(rule.reviewBy)
  })

  test('is to be reviewed on a day to come', () => {
    expect(rule.reviewBy).toMatch(/^\d{4}-\d\d-\d\d$/)
    expect(rule.reviewBy > REVIEWED_AFTER).toBe(true)
  })

  test('the data of its README give the card of its README', async () => {
    const text = sectionOf(read(`${folder}/README.md`), '## What the clinician sees')
    const now = /On (\d{4}-\d\d-\d\d) these data/.exec(text)?.[1]
    const [data, card] = [...text.matchAll(/^```json\n([\s\S]*?)^```$/gm)].map(
      ([, json]) =>
        // What it is shows below: the harness runs it, or the test fails.
        JSON.parse(json ?? '') as TestData,
    )
    expect(now).toBeDefined()
    const evaluation = await harness(rule).run(data ?? {}, { now: now ?? '' })
    const served = evaluation.ok ? evaluation.served : []
    expect(served.map(({ card: { summary, indicator } }) => ({ summary, indicator }))).toEqual([
      card,
    ])
  })
})

describe.each(services)('$service.id', ({ service, rules, hooks }) => {
  test('its README lists its rules, hooks and prefetch keys', () => {
    const text = read(`${SERVICES}/${service.id}/README.md`)
    const names = [
      ...rules.map(({ rule }) => rule.id),
      ...hooks.keys(),
      ...[...hooks.values()].flatMap(({ templates }) => [...templates.keys()]),
    ]
    expect(names.filter((name) => !text.includes(`\`${name}\``))).toEqual([])
  })
})
