import { describe, expect, test } from '@jest/globals'
import request from 'supertest'
import { defineRule, defineService } from '../../src/index.ts'
import { makeApp, registryOf, shippedServices } from '../support/make-app.ts'
import { clientsYaml, makeKey } from '../support/tokens.ts'

const HOSTILE = `<img src=x onerror="alert('1')"> & more`

/** The words of a page, entities resolved. */
function wordsOf(html: string): string {
  return html
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
}

async function page(options: Parameters<typeof makeApp>[0] = {}): Promise<string> {
  const { app, close } = await makeApp(options)
  const answer = await request(app).get('/')
  await close()
  expect(answer.status).toBe(200)
  expect(answer.headers['content-type']).toBe('text/html; charset=utf-8')
  return answer.text
}

describe('GET /', () => {
  test('lists every service, hook, rule, card, template and piece of evidence', async () => {
    const html = await page()
    const words = wordsOf(html)
    const expected = [...(await shippedServices()).values()].flatMap(
      ({ service, hooks, rules }) => [
        service.id,
        service.title,
        service.description,
        ...[...hooks.values()].flatMap(({ hook, templates }) => [
          hook.name,
          ...[...templates].flatMap(([key, { text }]) => [key, text]),
        ]),
        ...rules.flatMap(({ rule, title }) => [
          rule.id,
          title,
          rule.version,
          rule.owner,
          rule.reviewBy,
          rule.source.label,
          ...Object.values(rule.cards).map(({ summary }) => summary),
        ]),
      ],
    )
    expect(expected.length).toBeGreaterThan(50)
    expect(expected.filter((each) => !words.includes(each))).toEqual([])
    const links = [...(await shippedServices()).values()].flatMap(({ rules }) =>
      rules.flatMap(({ rule }) => rule.source.url ?? []),
    )
    expect(links.filter((url) => !html.includes(`<a href="${url}">`))).toEqual([])
  })

  test('leads to the sandbox in open mode, and to no address that a proxy would have to know', async () => {
    const html = await page()
    expect(html).toContain('<a href="sandbox/">')
    expect(html).not.toContain('href="/')
    const { jwk } = await makeKey()
    const ehr = { id: 'ehr', issuer: 'https://ehr.example', jwks: { keys: [jwk] } }
    expect(await page({ config: clientsYaml(ehr) })).not.toContain('sandbox')
  })

  test('leaves out a service that is switched off', async () => {
    const html = await page({ config: 'services: { discharge-check: off }' })
    expect(html).not.toContain('discharge-check')
    expect(html).toContain('medication-safety')
  })

  test('escapes every text of a module', async () => {
    const registry = registryOf([
      {
        service: defineService({ id: 'hostile', title: HOSTILE, description: HOSTILE }),
        rules: [
          defineRule({
            id: 'rule',
            version: '1.0.0',
            title: HOSTILE,
            owner: HOSTILE,
            reviewBy: '2027-01-01',
            hooks: 'patient-view',
            source: { label: HOSTILE, url: 'https://example.org/?a=1&b=%22' },
            prefetch: { patient: 'Patient/{{context.patientId}}' },
            cards: { one: { indicator: 'info', summary: 'Less & more' } },
            evaluate: () => [],
          }),
        ],
      },
    ])
    const html = await page({ registry })
    expect(html).not.toContain('<img')
    expect(wordsOf(html).split(HOSTILE)).toHaveLength(6)
    expect(html).toContain('Less &amp; more')
    expect(html).toContain('<a href="https://example.org/?a=1&amp;b=%22">')
  })

  test('needs nothing from elsewhere', async () => {
    const html = await page()
    expect(html).not.toMatch(/<(?:script|link|img|iframe)\b/)
    expect(html).toContain('<html lang="en">')
    expect(html).toContain('name="viewport"')
  })
})
