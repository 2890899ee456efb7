import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import supertest from 'supertest'
import { absoluteLink } from '#cds'
import type { CardExtras } from '../../cards/draft.ts'
import { SHIPPED_HOSTS } from '../../cards/link-hosts.ts'
import { shippedServices } from '../support/make-app.ts'
import { cardsOf, type Json, made, rpv, start } from './fixtures.ts'

const APP = 'companionUrl: https://app.example.org/launch'

function linking(...links: readonly object[]) {
  const extras = { links } as CardExtras
  return made((_data, { card }) => [card('plain', { text: 'A card' }, extras)])
}

/** The links that go out where a rule makes this one, of any shape. */
async function sent(link: object, config = APP): Promise<readonly Json[]> {
  const cards = await cardsOf(await start({ registry: linking(link), config }), 'made', rpv())
  return cards.flatMap((card) => card.links ?? [])
}

/** The link to the companion app. */
async function companion(): Promise<Json | undefined> {
  const registry = made((_data, env) => [
    env.card('plain', { text: 'A card' }, { links: [env.companion('See why', { score: 'lace' })] }),
  ])
  const own = await start({ registry, config: APP })
  const [card] = await cardsOf(own, 'made', rpv())
  return card?.links?.[0]
}

const absolute = { label: 'Guideline', url: 'https://college.example.org/g1', type: 'absolute' }
const smart = { label: 'App', url: 'https://app.example.org/launch', type: 'smart' }

test('LINK-01 both types are sent', async () => {
  expect(await sent(absolute)).toEqual([absolute])
  expect(await sent(smart)).toEqual([smart])
})

test.each([
  ['no label', { label: undefined }],
  ['an empty label', { label: ' ' }],
  ['no url', { url: undefined }],
  ['a relative url', { url: '/g1' }],
  ['no type', { type: undefined }],
  ['another type', { type: 'relative' }],
])('LINK-01 a link with %s is never sent', async (_name, change) => {
  expect(await sent({ ...absolute, ...change })).toEqual([])
})

test('LINK-02 appContext on an absolute link is never sent', async () => {
  expect(await sent({ ...absolute, appContext: 'x' })).toEqual([])
  expect(await sent({ ...smart, appContext: 'x' })).toEqual([{ ...smart, appContext: 'x' }])
})

test('LINK-03 appContext is a string that holds the JSON', async () => {
  const { appContext } = (await companion()) ?? {}
  expect(typeof appContext).toBe('string')
  expect(JSON.parse(String(appContext))).toEqual({
    service: 'made',
    rule: 'made-rule',
    score: 'lace',
  })
})

test('LINK-03 an appContext that is an object is never sent', async () => {
  expect(await sent({ ...smart, appContext: { rule: 'x' } })).toEqual([])
})

test('LINK-04 a smart link is the bare launch address', async () => {
  expect(await companion()).toMatchObject({
    type: 'smart',
    label: 'See why',
    url: 'https://app.example.org/launch',
  })
})

test('LINK-06 no card opens an app by itself', async () => {
  expect(await companion()).not.toHaveProperty('autolaunchable')
  for (const { rules } of (await shippedServices()).values())
    for (const { rule } of rules) expect(String(rule.evaluate)).not.toContain('autolaunchable')
})

test.each(['http://college.example.org', 'javascript:alert(1)', 'data:text/html,x', '/g1'])(
  'LINK-07 an absolute link to %s is never sent',
  async (url) => {
    expect(() => absoluteLink('Guideline', url)).toThrow(/https/)
    expect(await sent({ ...absolute, url })).toEqual([])
  },
)

test('LINK-07 a link with a user or password in it is never sent', async () => {
  expect(await sent({ ...absolute, url: 'https://a:b@college.example.org' })).toEqual([])
})

test('LINK-07 the companion is told nothing about the patient', async () => {
  expect(JSON.stringify(await companion())).not.toContain('pat1')
})

describe('T19 links of cards lead nowhere but where the deployment has them lead', () => {
  const elsewhere = { ...absolute, url: 'https://evil.example/g1' }

  test.each<[string, object, string]>([
    ['the host of the rule’s own source', absolute, ''],
    ['one that shipped rules use', { ...absolute, url: 'https://doi.org/10.1000/1' }, ''],
    ['a listed one', elsewhere, 'linkHosts: [evil.example]'],
    [
      'the companion’s',
      { ...absolute, url: 'https://app.example.org/help' },
      `${APP}\nlinkHosts: []`,
    ],
    ['the companion itself', smart, `${APP}\nlinkHosts: []`],
  ])('to %s: sent', async (_name, link, config) => {
    expect(await sent(link, config)).toEqual([link])
  })

  test.each<[string, object, string]>([
    ['a host that nobody lists', elsewhere, ''],
    ['one whose name begins alike', { ...absolute, url: 'https://doi.org.evil.example/' }, ''],
    ['another port', { ...absolute, url: 'https://doi.org:8443/' }, ''],
    ['its own source, where another is listed', absolute, 'linkHosts: [doi.org]'],
    ['an app that is not the companion', { ...smart, url: 'https://app.example.org/other' }, APP],
    ['the companion with a query', { ...smart, url: `${smart.url}?patient=1` }, APP],
  ])('to %s: left out', async (_name, link, config) => {
    expect(await sent(link, config)).toEqual([])
  })

  test('the card stays, with its other links; how many went is counted and logged, not where to', async () => {
    const app = await start({ registry: linking(elsewhere, absolute, elsewhere) })
    const [card] = await cardsOf(app, 'made', rpv())
    expect(card).toMatchObject({ summary: 'A card', links: [absolute] })
    const { text } = await supertest(app.app).get('/metrics')
    expect(text).toContain('cardstock_links_dropped_total{service="made",rule="made-rule"} 2')
    const line = app.logs.find(({ linksDropped }) => linksDropped !== undefined)
    expect(line).toMatchObject({ level: 40, rule: 'made-rule', linksDropped: 2 })
    expect(JSON.stringify(app.logs)).not.toContain('evil')
  })

  test('the address of the source goes too, and its label stays', async () => {
    const config = 'linkHosts: [doi.org]'
    const [card] = await cardsOf(await start({ registry: linking(), config }), 'made', rpv())
    expect(card?.source).toEqual({
      label: 'Guideline of the Example College',
      topic: expect.anything(),
    })
  })

  test('an icon elsewhere goes too, and what is said beside it stays', async () => {
    const { label, url } = { label: 'Guideline', url: 'https://college.example.org/g1' }
    for (const [icon, kept] of [
      ['https://evil.example/i.png', undefined],
      ['https://college.example.org/i.png', 'https://college.example.org/i.png'],
    ]) {
      const source = { label, url, icon }
      const registry = made((_data, { card }) => [card('plain', { text: 'A card' })], { source })
      const [card] = await cardsOf(await start({ registry }), 'made', rpv())
      const rest = { label, url, topic: expect.anything() }
      expect(card?.source).toEqual(kept === undefined ? rest : { ...rest, icon: kept })
    }
  })

  test('what shipped rules link to is listed', async () => {
    const table = new URL(
      '../../services/medication-safety/rules/major-interactions/pairs.json',
      import.meta.url,
    )
    const { sources, pairs } = JSON.parse(readFileSync(table, 'utf8')) as {
      readonly sources: Readonly<Record<string, { readonly url?: string }>>
      readonly pairs: readonly { readonly sources: readonly string[] }[]
    }
    const linked = pairs.flatMap(({ sources: names }) => {
      const urls = names.flatMap((name) => sources[name]?.url ?? [])
      return urls.find((url) => url.startsWith('https:')) ?? []
    })
    const declared = [...(await shippedServices()).values()].flatMap(({ rules }) =>
      rules.flatMap(({ rule }) => rule.source.url ?? []),
    )
    const hosts = [...linked, ...declared].map((url) => new URL(url).host)
    expect([...new Set(hosts)].toSorted()).toEqual(SHIPPED_HOSTS.toSorted())
  })
})

test.each([
  ['companionUrl: http://app.example.org/launch', /companionUrl: must be https/],
  ['linkHosts: ["https://doi.org"]', /linkHosts/],
  ['linkHosts: [DOI.org]', /linkHosts/],
  ['linkHosts: ["doi.org/path"]', /linkHosts/],
])('T30 %s: no start', async (config, why) => {
  await expect(start({ config })).rejects.toThrow(why)
})

test('T30 companionUrl: http on this machine is a deployment under way', async () => {
  const url = 'http://127.0.0.1:8080/launch'
  expect(await sent({ ...smart, url }, `companionUrl: ${url}`)).toHaveLength(1)
})
