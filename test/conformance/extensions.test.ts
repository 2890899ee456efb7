import { readFileSync } from 'node:fs'
import { beforeAll, expect, test } from '@jest/globals'
import supertest from 'supertest'
import type { CardExtras } from '../../cards/draft.ts'
import type { TestApp } from '../support/make-app.ts'
import {
  cardsOf,
  fieldsOf,
  fixtures,
  made,
  ONLY_NOT_CHECKED,
  post,
  requestFor,
  rpv,
  start,
} from './fixtures.ts'

let app: TestApp
beforeAll(async () => {
  app = await start({ registry: fixtures })
})

/** The cards where a rule puts this extension on a suggestion, its action or a link. */
async function cardsWith(extension: unknown) {
  const action = { type: 'delete', description: 'D', resourceId: 'Task/t', extension }
  const link = { label: 'L', url: 'https://college.example.org/', type: 'absolute', extension }
  return Promise.all(
    [
      { suggestions: [{ label: 'Do it', extension }] },
      { suggestions: [{ label: 'Do it', actions: [action] }] },
      { links: [link] },
    ].map(async (extras) => {
      const registry = made((_data, { card }) => [
        card('plain', { text: 'A card' }, extras as CardExtras),
      ])
      return cardsOf(await start({ registry }), 'made', rpv())
    }),
  )
}

test.each([[[]], ['x'], [7], [null]])('EXT-01 extension as %j is never sent', async (extension) => {
  expect(await cardsWith(extension)).toEqual([ONLY_NOT_CHECKED, ONLY_NOT_CHECKED, ONLY_NOT_CHECKED])
})

test('EXT-01 extension as an object of agreed members is sent', async () => {
  const extension = { 'org.example.score': 3 }
  for (const [card] of await cardsWith(extension))
    expect(JSON.stringify(card)).toContain(JSON.stringify({ extension }).slice(1, -1))
})

test.each([[[]], ['x'], [7]])('EXT-01 a request with extension %j: 400', async (extension) => {
  const answer = await post(app, 'pv', rpv({ extension }))
  expect(answer.status).toBe(400)
  expect(fieldsOf(answer.body)).toEqual(['extension'])
})

test.each([
  { extension: {} },
  { extension: { 'com.example.x': { deep: [1, null, ''] } } },
  { extension: { 'davinci-crd.configuration': { cost: false, unknown: 'x' } } },
  { extension: { 'davinci-crd.requestedVersion': '2.2' } },
  { extension: null },
])('EXT-02 members that nobody agreed on change nothing: %j', async (change) => {
  const plain = await cardsOf(app, 'pv', rpv())
  const [card] = await cardsOf(app, 'pv', rpv(change))
  expect({ ...card, uuid: '' }).toEqual({ ...plain[0], uuid: '' })
})

test('EXT-03 we send no extension of our own, so no name can clash', async () => {
  const own = await start({
    config: "openMode: { profile: '3.0' }",
    now: '2026-11-20T12:00:00Z',
  })
  const ada = readFileSync(
    new URL('../support/requests/patient-view.json', import.meta.url),
    'utf8',
  )
  const answers = [
    await post(own, 'cardiometabolic-risk', ada),
    await post(app, 'os', requestFor('order-sign')),
  ]
  for (const { body } of answers) expect(body.cards.length).toBeGreaterThan(0)
  const discovery = (await supertest(own.app).get('/cds-services')).text
  for (const text of [discovery, ...answers.map((answer) => answer.text)])
    expect(text).not.toContain('"extension"')
})
