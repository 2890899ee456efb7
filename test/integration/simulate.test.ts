import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { loadConfig } from '../../src/config.ts'
import { loadServices } from '../../src/engine/load-services.ts'
import { resourcesOf } from '../../src/fhir/memory/bundle.ts'
import { HOOKS } from '../../src/simulate/calls.ts'
import { pageHtml } from '../../src/simulate/page.ts'
import { readCharts } from '../../src/simulate/patients.ts'
import { simulate } from '../../src/simulate/run.ts'
import { tableText } from '../../src/simulate/table.ts'
import { type RuleTally, tally } from '../../src/simulate/tally.ts'
import { sharedFiles } from '../support/shared.ts'

const OWN = new URL('../support/patients/', import.meta.url).pathname
const NAMES = ['ada', 'bruno', 'carla']
const at = new Date('2026-11-24T12:00:00Z')
const folder = () => mkdtempSync(join(tmpdir(), 'cardstock-charts-'))
const bundle = (name: string) => JSON.parse(readFileSync(join(OWN, `${name}.json`), 'utf8'))

async function tallied(path: string, when = at): Promise<readonly RuleTally[]> {
  const registry = await loadServices(new URL('../../services', import.meta.url).pathname)
  const client = loadConfig({ CARDSTOCK_DATA: folder() }).openClient
  const calls = []
  for await (const step of simulate(registry, readCharts(path), { at: when, client }))
    calls.push(...step.calls)
  return tally(calls)
}

/** All but the times. */
const facts = (tallies: readonly RuleTally[]) =>
  tallies.map(({ p50: _p50, p95: _p95, examples, ...rest }) => ({
    ...rest,
    said: examples.map(({ summary }) => summary).toSorted(),
  }))

describe('simulate', () => {
  test('counts what the rules make of the charts, by hook', async () => {
    const tallies = await tallied(OWN)
    expect(new Set(tallies.map(({ hook }) => hook))).toEqual(new Set(HOOKS))
    const fired = tallies.filter((each) => each.fired > 0)
    expect(fired.length).toBeGreaterThan(2)
    for (const each of tallies) {
      expect(each.chosen).toBeGreaterThanOrEqual(each.evaluated + each.failed)
      expect(each.failed).toBe(0)
      const cards = each.cards.info + each.cards.warning + each.cards.critical
      expect(each.examples).toHaveLength(cards)
      expect(each.fired).toBeLessThanOrEqual(cards)
    }
  })

  test('is the same for Bundles in files, Bundles in lines, and single resources in lines', async () => {
    const [files, lines, loose] = [folder(), folder(), folder()]
    for (const name of NAMES) cpSync(join(OWN, `${name}.json`), join(files, `${name}.json`))
    const bundles = NAMES.map(bundle)
    writeFileSync(join(lines, 'all.ndjson'), bundles.map((each) => JSON.stringify(each)).join('\n'))
    const resources = bundles.flatMap((each) => resourcesOf(each))
    // As a bulk export has them: a file per type, patients mixed.
    for (const [type, group] of Map.groupBy(resources, (each) => String(each.resourceType)))
      writeFileSync(
        join(loose, `${type}.ndjson`),
        group.map((each) => JSON.stringify(each)).join('\n'),
      )
    const expected = facts(await tallied(files))
    expect(facts(await tallied(lines))).toEqual(expected)
    expect(facts(await tallied(loose))).toEqual(expected)
  })

  test('says why a rule was not evaluated, and does not count it as silent', () => {
    const made = (state: 'evaluated' | 'not-evaluated' | 'failed', because: readonly string[]) => ({
      ...{ rule: 'r', report: { rule: 'r', state, ms: 1, cards: 0 }, cards: [], systemActions: [] },
      gaps: because.map((each) => ({ what: 'the check', because: each })),
    })
    const call = { chart: 'a', isAdult: true, service: 's', hook: 'patient-view' }
    const [found] = tally([
      { ...call, made: [made('not-evaluated', ['no data', 'no data', 'too late'])] },
      { ...call, chart: 'b', made: [made('not-evaluated', ['no data'])] },
      { ...call, chart: 'c', isAdult: false, made: [made('evaluated', [])] },
      { ...call, chart: 'd', made: [made('failed', ['the check itself failed'])] },
      { ...call, chart: 'e', made: [] },
    ])
    expect(found).toMatchObject({ chosen: 4, evaluated: 1, failed: 1, fired: 0, adults: 4 })
    expect(found?.notEvaluated).toEqual(
      new Map([
        ['no data', 2],
        ['too late', 1],
      ]),
    )
    expect(tableText(found === undefined ? [] : [found])).toContain('2 × not evaluated: no data')
  })

  test.each([
    ['a line that is no JSON', 'a.ndjson', '{"resourceType":', /^a\.ndjson:1: is not a FHIR/],
    ['a resource alone', 'a.json', '{"resourceType":"Patient","id":"a"}', /a\.json: is no Bundle/],
    ['nobody', 'a.json', '{"resourceType":"Bundle"}', /a\.json: must hold exactly one Patient/],
    ['no file', 'a.txt', 'x', /there are no patients/],
    ['null', 'a.json', 'null', /is not a FHIR resource/],
    ['no type', 'a.ndjson', '{"id":"a"}', /a\.ndjson:1: a resource lacks resourceType or id/],
  ])('refuses %s by file, and quotes nothing of it', (_name, file, text, message) => {
    const path = folder()
    writeFileSync(join(path, file), text)
    expect(() => readCharts(path)).toThrow(message)
  })

  test('the table has a line per rule; the page stands alone and shows data as text', async () => {
    const tallies = await tallied(OWN)
    const lines = tableText(tallies).split('\n')
    expect(
      lines
        .slice(1, tallies.length + 1)
        .every((line, index) => line.includes(tallies[index]?.rule ?? '?')),
    ).toBe(true)
    const [first] = tallies
    if (first === undefined) throw new Error('no rule ran')
    const hostile = { ...first, examples: [{ chart: 'a', summary: '<script>alert(1)</script>' }] }
    const page = pageHtml([hostile], { charts: 3, at: at.toISOString() })
    expect(page).toContain('&lt;script&gt;alert(1)')
    expect(page).not.toMatch(/<script|https?:\/\/|src=/)
  })
})

// Real synthetic charts where they lie beside the project: none there, nothing to count.
for (const { name, text } of sharedFiles('patients').slice(0, 1))
  test(`alert burden: over ${name} and the other charts no rule interrupts more than 20 % of adults`, async () => {
    const path = folder()
    writeFileSync(join(path, name), text)
    for (const each of sharedFiles('patients')) writeFileSync(join(path, each.name), each.text)
    const tallies = await tallied(path, new Date('2021-03-31T12:00:00Z'))
    const noisy = tallies.filter(
      ({ hook, interrupted, adults }) => hook === 'patient-view' && interrupted > adults * 0.2,
    )
    expect(tallies.length).toBeGreaterThan(5)
    expect(noisy.map(({ rule }) => rule)).toEqual([])
  })
