import { beforeAll, describe, expect, test } from '@jest/globals'
import type { CardExtras } from '../../cards/draft.ts'
import { shippedServices, type TestApp } from '../support/make-app.ts'
import {
  type CardJson,
  cardsOf,
  fixtures,
  made,
  ONLY_NOT_CHECKED,
  requestFor,
  rpv,
  start,
} from './fixtures.ts'

let app: TestApp
beforeAll(async () => {
  app = await start({ registry: fixtures })
})

/** The cards of a rule that gives one card with these values and extras. */
async function cardWith(extras: object, text = 'A card', name: 'plain' | 'detailed' = 'plain') {
  const registry = made((_data, { card }) => [card(name, { text }, extras as CardExtras)])
  return cardsOf(await start({ registry }), 'made', rpv())
}

describe('the summary', () => {
  test('CARD-01 139 characters stay as they are', async () => {
    const [card] = await cardWith({}, 'x'.repeat(139))
    expect(card?.summary).toBe('x'.repeat(139))
  })

  test.each([
    ['letters', 'x'.repeat(140)],
    ['words', 'word '.repeat(200)],
    ['surrogate pairs', '💊'.repeat(100)],
    ['pairs at the odd place', `x${'💊'.repeat(100)}`],
  ])('CARD-01 140 and more are cut to at most 139 UTF-16 units: %s', async (_name, text) => {
    const [card] = await cardWith({}, text)
    expect(card?.summary.length).toBeLessThanOrEqual(139)
    expect(card?.summary.length).toBeGreaterThan(100)
    expect(card?.summary.isWellFormed()).toBe(true)
    expect(card?.summary.endsWith('…')).toBe(true)
  })

  test.each(['', ' ', '\u200b'])('CARD-01 a summary of %j is never sent', async (text) => {
    expect(await cardWith({}, text)).toEqual(ONLY_NOT_CHECKED)
  })

  test('CARD-01 fixed wording of 140 characters is refused at the start', () => {
    const cards = { plain: { indicator: 'info', summary: 'x'.repeat(140) } }
    expect(() => made(() => [], { cards })).toThrow(/longer than 139/)
  })
})

test.each(['hard-stop', 'success', 'Info', '', undefined])(
  'CARD-02 the indicator %j is refused at the start',
  (indicator) => {
    const cards = { plain: { indicator, summary: 'A card' } }
    expect(() => made(() => [], { cards })).toThrow(/indicator/)
  },
)

test('CARD-02 the bundled services use the three indicators only', async () => {
  for (const { rules } of (await shippedServices()).values())
    for (const { rule } of rules)
      for (const { indicator } of Object.values(rule.cards))
        expect(['info', 'warning', 'critical']).toContain(indicator)
})

test.each([{}, { label: '' }, { label: '  ' }, { url: 'https://college.example.org' }])(
  'CARD-03 the source %j is refused at the start',
  (source) => {
    expect(() => made(() => [], { source })).toThrow(/source/)
  },
)

test('CARD-03 each card has its source label', async () => {
  const [card] = await cardsOf(app, 'pv', rpv())
  expect(card?.source.label).toBe('Guideline of the Example College')
})

test('CARD-04 suggestions come with selectionBehavior', async () => {
  const [card] = await cardWith({ suggestions: [{ label: 'Do it' }] })
  expect(card?.suggestions).toHaveLength(1)
  expect(card?.selectionBehavior).toBe('at-most-one')
})

test.each(['at-most-one', 'any'])('CARD-05 selectionBehavior %s is sent', async (behaviour) => {
  const [card] = await cardWith({
    suggestions: [{ label: 'Do it' }],
    selectionBehavior: behaviour,
  })
  expect(card?.selectionBehavior).toBe(behaviour)
})

test.each(['all', '', 'ANY', 'one'])('CARD-05 selectionBehavior %j is never sent', async (all) => {
  expect(await cardWith({ suggestions: [{ label: 'Do it' }], selectionBehavior: all })).toEqual(
    ONLY_NOT_CHECKED,
  )
})

test.each([
  ['<img src=x onerror=alert(1)>', '<img'],
  ['[click](javascript:alert(1))', '[click]('],
  ['![x](https://evil.example/x.png)', '![x]('],
  ['https://evil.example', 'https://'],
  ['**bold** _it_', '**bold**'],
  ['a | b', ' | '],
])('CARD-07 data in the detail is text, not Markdown or HTML: %s', async (text, markup) => {
  const [card] = await cardWith({}, text, 'detailed')
  expect(card?.detail).toMatch(/^About .+\.$/)
  expect(card?.detail).not.toContain(markup)
})

test('CARD-07 raw HTML in wording is refused at the start', () => {
  const cards = { plain: { indicator: 'info', summary: 'A card', detail: '<b>Bold</b>' } }
  expect(() => made(() => [], { cards })).toThrow(/raw HTML/)
})

test.each([
  '[here](https://evil.example)',
  '[here]{{text}}(mailto:x)',
  '[here][1]\n\n[1]: https://evil.example',
  '<https://evil.example>',
  'See HTTPS://evil.example',
  'See www.evil.example',
])('T19 a link in wording is refused at the start: %s', (detail) => {
  for (const wording of [{ summary: 'A card', detail }, { summary: detail }]) {
    const cards = { plain: { indicator: 'info', ...wording } }
    expect(() => made(() => [], { cards })).toThrow(/plain has .*link in its .*absoluteLink/)
  }
})

test.each(['Alert', 'Warning!', 'Please note'])(
  'CARD-08 a summary that says nothing on its own is refused: %s',
  (summary) => {
    expect(() => made(() => [], { cards: { plain: { indicator: 'info', summary } } })).toThrow(
      /says nothing/,
    )
  },
)

describe('override reasons', () => {
  const reason = { code: 'c', system: 'https://x.example', display: 'Because' }
  test('CARD-09 each reason has code, system and display', async () => {
    const [card] = await cardWith({})
    expect(card?.overrideReasons?.length).toBeGreaterThan(0)
    for (const each of card?.overrideReasons ?? [])
      expect(Object.keys(each).toSorted()).toEqual(['code', 'display', 'system'])
    expect((await cardWith({ overrideReasons: [reason] }))[0]?.overrideReasons).toEqual([reason])
  })

  test.each(['code', 'system', 'display'])(
    'CARD-09 a reason without %s is never sent',
    async (key) => {
      expect(await cardWith({ overrideReasons: [{ ...reason, [key]: undefined }] })).toEqual(
        ONLY_NOT_CHECKED,
      )
      expect(await cardWith({ overrideReasons: [{ ...reason, [key]: '' }] })).toEqual(
        ONLY_NOT_CHECKED,
      )
    },
  )
})

test('CARD-10 cards and suggestions have fresh lower-case v4 UUIDs', async () => {
  const idsOf = (cards: readonly CardJson[]) =>
    cards.flatMap((card) => [card.uuid, ...(card.suggestions ?? []).map(({ uuid }) => uuid)])
  const ids = [
    ...idsOf(await cardsOf(app, 'os', requestFor('order-sign'))),
    ...idsOf(await cardsOf(app, 'os', requestFor('order-sign'))),
  ]
  expect(ids).toHaveLength(10)
  expect(new Set(ids).size).toBe(10)
  for (const id of ids)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

test('CARD-11 two recommended suggestions of which one may be taken are never sent', async () => {
  const suggestions = ['A', 'B'].map((label) => ({ label, isRecommended: true }))
  expect(await cardWith({ suggestions })).toEqual(ONLY_NOT_CHECKED)
  const [card] = await cardWith({ suggestions, selectionBehavior: 'any' })
  expect(card?.suggestions).toHaveLength(2)
})

test('CARD-13 without suggestions there is no selectionBehavior', async () => {
  const [card] = await cardWith({ selectionBehavior: 'any' })
  expect(card).not.toHaveProperty('selectionBehavior')
})

test('CARD-14 bundled rules name the guideline, not the product', async () => {
  for (const { service, rules } of (await shippedServices()).values())
    for (const { rule } of rules) {
      expect(rule.source.label).not.toMatch(/cardstock/i)
      expect(rule.source.label).not.toBe(service.title)
      expect(rule.source.url).toMatch(/^https:\/\/[^/]+\/./)
    }
})

describe('the source', () => {
  const label = 'Guideline'
  test.each(['/img.png', 'img', 'ftp://x.example', 'javascript:alert(1)'])(
    'SRC-01 the url %s is refused at the start',
    (url) => {
      expect(() => made(() => [], { source: { label, url } })).toThrow(/source\.url/)
    },
  )

  test.each(['/img.png', 'data:image/png;base64,AA'])(
    'SRC-01 a card with the icon %s is never sent',
    async (icon) => {
      const registry = made((_data, { card }) => [card('plain', { text: 'A card' })], {
        source: { label, icon },
      })
      expect(await cardsOf(await start({ registry }), 'made', rpv())).toEqual(ONLY_NOT_CHECKED)
    },
  )

  test('SRC-01 an absolute icon is sent', async () => {
    const icon = 'https://college.example.org/icon.png'
    const registry = made((_data, { card }) => [card('plain', { text: 'A card' })], {
      source: { label, icon },
    })
    const config = 'linkHosts: [college.example.org]'
    const [card] = await cardsOf(await start({ registry, config }), 'made', rpv())
    expect(card?.source).toMatchObject({ label, icon })
  })

  test('SRC-02 bundled rules point to no icon', async () => {
    for (const { rules } of (await shippedServices()).values())
      for (const { rule } of rules) expect(rule.source).not.toHaveProperty('icon')
  })

  test('SRC-03 the topic has code and system', async () => {
    for (const [id, body] of [
      ['pv', rpv()],
      ['os', requestFor('order-sign')],
    ] as const) {
      const cards = await cardsOf(app, id, body)
      for (const { source } of cards) {
        expect(source.topic?.code).toBe(`${id}-rule`)
        expect(source.topic?.system).toMatch(/^(urn:oid:|https:)/)
      }
      expect(cards.length).toBeGreaterThan(0)
    }
  })

  test('SRC-04 the same rule has the same topic in each answer', async () => {
    const topics = [await cardsOf(app, 'pv', rpv()), await cardsOf(app, 'pv', rpv())].map(
      ([card]) => card?.source.topic,
    )
    expect(topics[0]).toEqual(topics[1])
  })
})
