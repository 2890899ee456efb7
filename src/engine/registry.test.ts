import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { loadServices } from './load-services.ts'
import { RegistryError } from './registry.ts'

const PATIENT = 'Patient/{{context.patientId}}'
const service = (id: string) => ({ id, title: 'A title', description: 'A description' })
const rule = (id: string, more: object = {}) => ({
  id,
  version: '1.0.0',
  owner: 'Somebody',
  reviewBy: '2027-01-01',
  hooks: 'patient-view',
  source: { label: 'A guideline' },
  prefetch: { patient: PATIENT },
  cards: { one: { indicator: 'info', summary: 'One thing' } },
  ...more,
})

/** A folder of services with these files; objects become modules whose rules have an `evaluate`. */
function folderWith(files: Readonly<Record<string, object | string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'cardstock-services-'))
  for (const [name, content] of Object.entries(files)) {
    const file = join(root, name)
    mkdirSync(dirname(file), { recursive: true })
    const json = JSON.stringify(content)
    const module = `export default { evaluate: () => [], ...${json} }\n`
    writeFileSync(file, typeof content === 'string' ? content : module)
  }
  return root
}

/** What is said of the files, without the folder. */
async function problemsOf(files: Readonly<Record<string, object | string>>) {
  const root = folderWith(files)
  const error = await loadServices(root).catch((thrown: unknown) => thrown)
  if (!(error instanceof RegistryError)) throw new Error(`nothing was found: ${String(error)}`)
  return error.problems.map((problem) => problem.replace(`${root}/`, ''))
}

const inRule = (more: object) =>
  problemsOf({ 's/service.ts': service('s'), 's/rules/r/rule.ts': rule('r', more) })

describe('the registry', () => {
  test('loads what is well, in name order', async () => {
    const root = folderWith({
      'b/service.ts': service('b'),
      'b/rules/two/rule.ts': rule('two'),
      'b/rules/one/rule.ts': rule('one'),
      'a/service.ts': service('a'),
      'a/rules/one/rule.ts': rule('one'),
      '.hidden/notes.txt': 'not a service',
    })
    const registry = await loadServices(root)
    expect([...registry.keys()]).toEqual(['a', 'b'])
    expect(registry.get('b')?.rules.map(({ rule }) => rule.id)).toEqual(['one', 'two'])
  })

  test('reports every problem of every module at once, with its file and what to do', async () => {
    const found = await problemsOf({
      'a/service.ts': { id: 'other', title: ' ', description: 'A' },
      'a/rules/broken/rule.ts': 'export default {',
      'a/rules/nothing/rule.ts': 'export const rule = 1\n',
      'b/service.ts': service('b'),
      'b/rules/r/rule.ts': rule('q', { version: '1', owner: '', reviewBy: '2027-02-30' }),
      'c/rules/r/rule.ts': rule('r'),
      'd/service.ts': service('d'),
    })
    const expected = [
      /^a\/rules\/broken\/rule\.ts: cannot be loaded: /,
      /^c\/service\.ts: is missing: add it, or remove the folder$/,
      /^a\/service\.ts: has the id "other": it must be the folder's name "a"$/,
      /^a\/service\.ts: has no title: say/,
      /^a\/rules\/nothing\/rule\.ts: has no default export: write/,
      /^b\/rules\/r\/rule\.ts: has the id "q": it must be/,
      /^b\/rules\/r\/rule\.ts: needs a version such as/,
      /^b\/rules\/r\/rule\.ts: needs an owner/,
      /^b\/rules\/r\/rule\.ts: needs reviewBy as a day, such as/,
      /^d\/service\.ts: has no rule: add/,
    ]
    for (const each of expected) expect(found).toContainEqual(expect.stringMatching(each))
    expect(found).toHaveLength(expected.length)
  })

  test('one key with two templates names both rules', async () => {
    const found = await problemsOf({
      's/service.ts': service('s'),
      's/rules/a/rule.ts': rule('a', {
        prefetch: { patient: PATIENT, x: `Condition?patient={{context.patientId}}` },
      }),
      's/rules/b/rule.ts': rule('b', {
        prefetch: { patient: PATIENT, x: `Goal?patient={{context.patientId}}` },
      }),
    })
    expect(found).toEqual([
      's/rules/b/rule.ts: prefetch.x asks for something else than the same key of the rule "a": rename it, or use the same template',
    ])
  })

  test('a key with two templates in a rule and its score names the score', async () => {
    const found = await inRule({
      prefetch: { patient: PATIENT, x: 'Condition?patient={{context.patientId}}' },
      scores: { own: { id: 'own', prefetch: { x: 'Goal?patient={{context.patientId}}' } } },
    })
    expect(found).toEqual([
      expect.stringMatching(/prefetch\.x .* same key of its score: rename it/),
    ])
  })

  test.each([
    ['hooks', { hooks: 'patient-veiw' }, /names the hook "patient-veiw".*defineHook/],
    ['hooks', { hooks: [] }, /needs at least one hook/],
    ['hooks', { hooks: null }, /hook/],
    ['hooks', { hooks: [null, 7] }, /names the hook "null"/],
    ['hooks', { hooks: [{ name: 'org.example.x-y' }] }, /"org\.example\.x-y".*defineHook/],
    ['hooks', { hooks: ['patient-view', 'patient-view'] }, /twice/],
    [
      'hooks',
      { hooks: { name: 'ward round', tokens: ['patientId'], context: {} } },
      /makes the hook "ward round": .* as org\.example\.ward-round$/,
    ],
    ['evaluate', { evaluate: 'later' }, /needs an evaluate function/],
    ['source', { source: 'A guideline' }, /needs a source with a label/],
    ['source', { source: { label: 'A', url: 'http://x.example' } }, /https address as source\.url/],
    ['prefetch', { prefetch: null }, /needs prefetch/],
    ['prefetch', { prefetch: 'Patient/1' }, /needs prefetch/],
    ['prefetch', { prefetch: [PATIENT] }, /needs prefetch/],
    ['prefetch', { prefetch: { patient: null } }, /prefetch\.patient is no template/],
    ['prefetch', { prefetch: { patient: { optional: 7 } } }, /prefetch\.patient is no template/],
    ['prefetch', { prefetch: { patient: 'Patient/{{context.nobody}}' } }, /context\.nobody/],
    [
      'prefetch',
      { prefetch: { patient: PATIENT, orders: 'Goal?x=1' } },
      /the prefetch key "orders"/,
    ],
    ['prefetch', { prefetch: {} }, /needs the patient/],
    ['cards', { cards: null }, /needs cards/],
    ['cards', { cards: { one: null } }, /cards\.one needs a summary/],
    ['cards', { cards: { one: { indicator: 'high', summary: 'S' } } }, /cards\.one .*indicator/],
    ['cards', { cards: { one: { indicator: 'info', summary: 'A {{b' } } }, /cards\.one .*slot/],
    [
      'cards',
      { cards: { one: { indicator: 'info', summary: 'S', kind: 'danger' } } },
      /cards\.one has a kind other than general, medication/,
    ],
    ['scores', { scores: { x: null } }, /scores\.x is no score/],
    ['scores', { scores: 7 }, /scores that are no object/],
    ['acceptsPartial', { acceptsPartial: 'patient' }, /no list/],
    ['acceptsPartial', { acceptsPartial: ['x'] }, /acceptsPartial names "x"/],
    ['when', { when: 'always' }, /when .*ordering/],
    ['when', { when: { kind: 'recorded', key: 'x' } }, /"x".*not in prefetch|when .*ordering/],
    ['checks', { checks: 7 }, /checks/],
    ['title', { title: 7 }, /title/],
  ])('says what is wrong with %s: %j', async (_member, more, message) => {
    const found = await inRule(more)
    expect(found).toContainEqual(expect.stringMatching(message))
    for (const each of found) expect(each).toMatch(/^s\/(?:rules\/r\/rule|service)\.ts: /)
  })
})
