import { expect, test } from '@jest/globals'
import { absoluteLink } from '#cds'
import type { CardExtras } from '../../cards/draft.ts'
import { shippedServices } from '../support/make-app.ts'
import { cardsOf, type Json, made, rpv, start } from './fixtures.ts'

/** The links that go out where a rule makes this one, of any shape. */
async function sent(link: object): Promise<readonly Json[]> {
  const extras = { links: [link] } as CardExtras
  const registry = made((_data, { card }) => [card('plain', { text: 'A card' }, extras)])
  const cards = await cardsOf(await start({ registry }), 'made', rpv())
  return cards.flatMap((card) => card.links ?? [])
}

/** The link to the companion app. */
async function companion(): Promise<Json | undefined> {
  const registry = made((_data, env) => [
    env.card('plain', { text: 'A card' }, { links: [env.companion('See why', { score: 'lace' })] }),
  ])
  const own = await start({ registry, config: 'companionUrl: https://app.example.org/launch' })
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
