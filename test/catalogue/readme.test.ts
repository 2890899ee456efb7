import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import request from 'supertest'
import { scores } from '../../src/clinical/scores/index.ts'
import { loadConfig } from '../../src/config.ts'
import { clientSchema, configSchema } from '../../src/config-schema.ts'
import { companionSetting } from '../../src/smart/registration/setting.ts'
import { makeApp, type TestApp } from '../support/make-app.ts'

const root = new URL('../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')
const readme = read('README.md')

/** The tables of settings: name and default, without marks. */
const rows = [
  ...(readme.split('\n## Configure\n')[1]?.split('\n## ')[0] ?? '').matchAll(
    /^\| `([\w.]+)` \| (.+?) \| .+ \|$/gm,
  ),
].map(([, name = '', value = '']) => ({ name, value: value.replaceAll('`', '') }))

/** The settings of the file, with the members of `openMode` by name. */
const { openMode, ...flat } = configSchema.shape
/** What a client has besides. */
const ownOfClients = Object.keys(clientSchema.shape).filter(
  (name) => !Object.hasOwn(openMode.unwrap().shape, name),
)
const settings = [
  ...Object.keys(flat),
  ...Object.keys(openMode.unwrap().shape).map((name) => `openMode.${name}`),
  ...ownOfClients.map((name) => `clients.${name}`),
  ...Object.keys(companionSetting.shape).map((name) => `clients.companion.${name}`),
]
const variables = [
  ...new Set([...read('src/config.ts').matchAll(/\benv\.([A-Z_]+)/g)].map(([, name = '']) => name)),
]
// Told in words: what the value means there is not what the schema writes.
const IN_WORDS = ['services', 'openMode.openFhir', 'workers']

describe('the tables of settings', () => {
  test('have every setting and every variable, each once, and no others', () => {
    expect(rows.map(({ name }) => name).toSorted()).toEqual([...variables, ...settings].toSorted())
  })

  test('state the defaults of the file', () => {
    const { openMode: open, ...rest } = configSchema.parse({})
    const defaults: (readonly [string, unknown])[] = [
      ...Object.entries(rest),
      ...Object.entries(open).map(([name, value]) => [`openMode.${name}`, value] as const),
    ].filter(([name]) => !IN_WORDS.includes(name))
    const client = clientSchema.parse({ id: 'a', issuer: 'a', jwksUrl: 'https://a.example.org/k' })
    for (const [name, value] of Object.entries(client))
      if (ownOfClients.includes(name) && !['id', 'issuer', 'jwksUrl'].includes(name))
        defaults.push([`clients.${name}`, value])
    for (const [name, value] of Object.entries(companionSetting.parse({ clientId: 'a' })))
      if (name !== 'clientId') defaults.push([`clients.companion.${name}`, value])
    expect(defaults.length).toBeGreaterThan(5)
    for (const [name, value] of defaults)
      expect(rows).toContainEqual({ name, value: JSON.stringify(value) })
  })
})

describe('the first example', () => {
  let running: TestApp
  beforeAll(async () => {
    running = await makeApp({ now: '2026-11-24T12:00:00Z' })
  })
  afterAll(() => running.close())

  test('its request exists and gives the card shown', async () => {
    const [, path = '', file = ''] =
      /^ {4}curl -s http:\/\/127\.0\.0\.1:3000(\/\S+) .* -d @(\S+)$/m.exec(readme) ?? []
    const [, summary, indicator, detail, label, suggestion] =
      /^> \*\*(.+)\*\* · (\w+)\n>\n> (.+)\n>\n> \*(.+)\* · \[(.+)\]$/m.exec(readme) ?? []
    const answer = await request(running.app)
      .post(path)
      .set('content-type', 'application/json')
      .send(read(file))
    expect(answer.body.cards).toHaveLength(1)
    expect(answer.body.cards[0]).toMatchObject({
      summary,
      indicator,
      detail,
      source: { label },
      suggestions: [{ label: suggestion }],
    })
  })

  test('the services and hooks of the table are those of discovery', async () => {
    const { body } = await request(running.app).get('/cds-services')
    const served = body.services.map(
      ({ id, hook }: { id: string; hook: string }) => `${id} ${hook}`,
    )
    const listed = [
      ...readme.matchAll(/^\| \[([\w-]+)\]\(services\/[^)]+\) \| (.+?) \|/gm),
    ].flatMap(([, id, hooks = '']) => hooks.split(', ').map((hook) => `${id} ${hook}`))
    expect(listed.toSorted()).toEqual(served.toSorted())
  })
})

test('the client that is shown is one that the service takes', () => {
  const [, yaml = ''] = /```yaml\n([\s\S]*?)```/.exec(readme) ?? []
  const file = join(mkdtempSync(join(tmpdir(), 'cardstock-')), 'config.yaml')
  writeFileSync(file, yaml.replaceAll(/^ {3}/gm, ''))
  const { clients, host } = loadConfig({ CARDSTOCK_CONFIG: file, HOST: '0.0.0.0' })
  expect(host).toBe('0.0.0.0')
  expect(clients).toMatchObject([
    { id: 'north-hospital', audienceBaseUrl: 'https://cds.example.org', maxTokenSeconds: 300 },
  ])
})

test('the commands are those of the command line', () => {
  const commandsOf = (text: string) =>
    new Set(
      [
        ...text.matchAll(
          /\bcardstock (serve|check|score|new|client|simulate|sign|feedback|audit|companion|secret|backup)\b/g,
        ),
      ].map(([, name]) => name),
    )
  const cases = [...read('src/cli/run.ts').matchAll(/^ {4}case '(\w+)':/gm)].map(([, name]) => name)
  const table = readme.split('\n## Command line\n')[1]?.split('\n## ')[0] ?? ''
  expect([...commandsOf(table)]).toEqual(cases.filter((name) => name !== 'help'))
})

test('it counts the scores', () => {
  expect(readme).toContain(`one of ${scores.length} scores`)
})

test('its commands can be run: npx links the file and does not change its mode', () => {
  const { bin } = JSON.parse(read('package.json'))
  expect(statSync(new URL(bin.cardstock, root)).mode & 0o111).toBe(0o111)
})

describe('links', () => {
  const pages = [
    'README.md',
    'SECURITY.md',
    ...readdirSync(new URL('docs', root), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => `docs/${name}`),
    'test/support/patients/README.md',
    ...readdirSync(new URL('services', root), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('README.md'))
      .map((name) => `services/${name}`),
  ]

  test.each(pages)('those of %s within the project resolve', (page) => {
    const broken = [...read(page).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)]
      .map(([, target = '']) => {
        const url = new URL(target, new URL(page, root))
        return { target, anchor: url.hash.slice(1), file: new URL(url.pathname, url) }
      })
      .filter(({ file, anchor }) => !existsSync(file) || (anchor !== '' && !has(file, anchor)))
    expect(broken.map(({ target }) => target)).toEqual([])
  })
})

/** Whether a page has a heading of this anchor, as forges make them. */
function has(file: URL, anchor: string): boolean {
  const headings = readFileSync(file, 'utf8').match(/^#+ .*$/gm) ?? []
  return headings.some(
    (heading) =>
      heading
        .replace(/^#+ /, '')
        .toLowerCase()
        .replace(/[^\w\- ]/g, '')
        .replaceAll(' ', '-') === anchor,
  )
}
