import { execFile } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { loadServices } from '../../src/engine/load-services.ts'
import type { TestData } from '../../src/testing/case-request.ts'
import { harness } from '../../src/testing/harness.ts'
import { MAIN } from '../support/serve.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
// The package of the folder has the same imports (`#cds`), and so has what is made there.
const home = mkdtempSync(join(tmpdir(), 'cardstock-author-'))
const services = join(home, 'services')
const rule = join(services, 'pressure/rules/high-pressure')

interface Ran {
  readonly code: number
  readonly output: string
}

function run(command: string, ...words: readonly string[]): Promise<Ran> {
  const env = { ...process.env, CARDSTOCK_SERVICES: services }
  return new Promise((resolve) => {
    execFile(command, words, { cwd: home, env }, (error, stdout, stderr) => {
      const code = error === null ? 0 : Number(error.code)
      resolve({ code, output: `${stdout}${stderr}`.replaceAll(`${home}/`, '') })
    })
  })
}
const cardstock = (...words: readonly string[]) => run(process.execPath, MAIN, ...words)

beforeAll(async () => {
  mkdirSync(services)
  for (const name of ['src', 'cards', 'node_modules'])
    symlinkSync(join(ROOT, name), join(home, name))
  for (const name of ['package.json', 'biome.json']) cpSync(join(ROOT, name), join(home, name))
  const tsconfig = { extends: join(ROOT, 'tsconfig.json'), include: ['services', 'src/**/*.d.ts'] }
  writeFileSync(join(home, 'tsconfig.json'), JSON.stringify(tsconfig))
  await cardstock('new', 'service', 'pressure')
  await cardstock('new', 'rule', 'pressure/high-pressure')
})

describe('cardstock new', () => {
  test('makes a service that says what it could not check', async () => {
    const loaded = await loadServices(services)
    expect(loaded.get('pressure')?.service.announceGaps).toBe(true)
  })

  test('makes a rule that passes its test, its check of types and its lint', async () => {
    const checked = await cardstock('check')
    expect(checked).toEqual({
      code: 0,
      output: expect.stringMatching(/^1 services, 1 rules checked\n\d+ passed, 0 failed\n$/),
    })
    const tsc = await run(
      process.execPath,
      join(ROOT, 'node_modules/typescript/bin/tsc'),
      ...['--project', home],
    )
    expect(tsc).toEqual({ code: 0, output: '' })
    const biome = await run(
      process.execPath,
      join(ROOT, 'node_modules/@biomejs/biome/bin/biome'),
      ...['check', '--vcs-enabled=false', services],
    )
    expect(biome).toEqual({ code: 0, output: expect.stringContaining('Checked 3 files') })
  })

  test('and a README whose example gives its card', async () => {
    const loaded = [...(await loadServices(services)).values()].flatMap(({ rules }) => rules)
    const readme = readFileSync(join(rule, 'README.md'), 'utf8')
    const [data, card] = [...readme.matchAll(/^```json\n([\s\S]*?)^```$/gm)].map(
      ([, json = '']) => JSON.parse(json) as TestData, // what it is shows below
    )
    const [first] = loaded
    if (first === undefined) throw new Error('no rule was made')
    const evaluation = await harness(first.rule).run(data ?? {}, { now: '2026-03-01' })
    const served = evaluation.ok ? evaluation.served : []
    expect(served.map(({ card }) => card)).toEqual([expect.objectContaining(card ?? {})])
    expect(readme).toContain(first.rule.reviewBy)
  })

  test.each([
    ['an id that is not kebab-case', ['service', 'Fall Risk'], /kebab-case/],
    ['a path out of the folder', ['service', '../../elsewhere'], /kebab-case/],
    ['a service that is there', ['service', 'pressure'], /there already/],
    ['a rule that is there', ['rule', 'pressure/high-pressure'], /there already/],
    ['a service that is not there', ['rule', 'nobody/x'], /no service "nobody"/],
    ['no service', ['rule', 'x'], /new rule fall-risk\/gait-speed/],
    ['something else', ['hook', 'x'], /new service <id>, or new rule/],
  ])('refuses %s', async (_name, words, message) => {
    const { code, output } = await cardstock('new', ...words)
    expect(code).not.toBe(0)
    expect(output).toMatch(message)
    expect(output).not.toMatch(/\bat .*\.ts:\d+/)
  })
})

describe('cardstock check', () => {
  test('names file, line and remedy of every problem, and exits 1', async () => {
    const file = join(rule, 'rule.ts')
    const sound = readFileSync(file, 'utf8')
    writeFileSync(
      file,
      sound
        .replace("version: '0.1.0'", "version: 'one'")
        .replace('templates.patient,', "'Patient?_id={{context.patient}}',"),
    )
    const { code, output } = await cardstock('check')
    writeFileSync(file, sound.replace("'patient-view'", "'patient-veiw'"))
    const hooks = await cardstock('check')
    writeFileSync(file, sound)
    expect(code).toBe(1)
    const line = (text: string) => sound.split('\n').findIndex((each) => each.includes(text)) + 1
    const at = `services/pressure/rules/high-pressure/rule.ts`
    expect(output).toContain(`${at}:${line('version:')}: needs a version such as 1.0.0`)
    expect(output).toContain(
      `${at}:${line('patient: templates')}: prefetch.patient uses {{context.patient}}, which the hook does not offer`,
    )
    expect(output).toMatch(/\n\d+ problems\n$/)
    expect(hooks.output).toContain(`${at}:${line('hooks:')}: names the hook "patient-veiw"`)
  })

  test('names the line of a case that fails', async () => {
    const file = join(rule, 'rule.test.ts')
    const sound = readFileSync(file, 'utf8')
    writeFileSync(file, sound.replace('systolic(179)', 'systolic(190)'))
    const { code, output } = await cardstock('check', join(services, 'pressure'))
    writeFileSync(file, sound)
    const line = sound.split('\n').findIndex((each) => each.includes('below the')) + 1
    expect(code).toBe(1)
    expect(output).toContain(
      `services/pressure/rules/high-pressure/rule.test.ts:${line}: high-pressure: silent: below the threshold`,
    )
    expect(output).toMatch(/\d+ passed, 1 failed\n$/)
  })

  /** What check says while a file of the rule is another. */
  async function changed(name: string, edit: (sound: string) => string): Promise<Ran> {
    const file = join(rule, name)
    const sound = readFileSync(file, 'utf8')
    writeFileSync(file, edit(sound))
    try {
      return await cardstock('check', rule)
    } finally {
      writeFileSync(file, sound)
    }
  }
  const AT = 'services/pressure/rules/high-pressure/rule.ts'

  test('names the line of what is no TypeScript, and of what throws when it is loaded', async () => {
    const comma = await changed('rule.ts', (text) => text.replace("'0.1.0',", "'0.1.0'"))
    expect(comma.output).toMatch(new RegExp(`^${AT}:11: cannot be loaded: Expected ','`, 'm'))
    const group = await changed('rule.ts', (text) => text.replace("'bp-systolic'", "'bp-systolc'"))
    expect(group.output).toContain(
      `${AT}:6: cannot be loaded: there is no code group "bp-systolc": docs/codes.md lists them`,
    )
  })

  test('says once what fails for one reason, with the line of the rule that threw', async () => {
    const { code, output } = await changed('rule.ts', (text) =>
      text.replace(
        '    const systolic =',
        "    if (now) throw new Error('on purpose')\n    const systolic =",
      ),
    )
    expect(code).toBe(1)
    const [first] = output.split('\n').filter((line) => line.includes('fires: at the threshold'))
    expect(first).toMatch(
      /on purpose \(services\/.*\/rule\.ts:\d+\) \(and 3 more checks of this case\)$/,
    )
    expect(output.match(/at the threshold/g)).toHaveLength(1)
  })

  test('finds a missing README, and imports from elsewhere', async () => {
    const readme = readFileSync(join(rule, 'README.md'), 'utf8')
    rmSync(join(rule, 'README.md'))
    const { code, output } = await changed(
      'rule.ts',
      (text) => `import '../../service.ts'\nimport "../../service.ts"\n${text}`,
    )
    writeFileSync(join(rule, 'README.md'), readme)
    expect(code).toBe(1)
    expect(output).toContain(`${AT}:1: has no README.md beside it`)
    expect(output).toContain(`${AT}:1: imports services/pressure/service.ts`)
    expect(output).toContain(`${AT}:2: imports services/pressure/service.ts`)
  })

  test('a hook of one’s own needs nothing but #cds', async () => {
    await cardstock('new', 'service', 'ward')
    await cardstock('new', 'rule', 'ward/ward-round')
    const folder = join(services, 'ward/rules/ward-round')
    writeFileSync(
      join(folder, 'rule.ts'),
      `import { contextIds, defineHook, defineRule, templates, z } from '#cds'

const wardRound = defineHook({
  name: 'org.example.ward-round',
  hookVersion: '1.0',
  status: 'draft',
  description: 'A ward round begins',
  tokens: ['userId', 'patientId'],
  context: z.looseObject({ ...contextIds, ward: z.string() }),
})

export default defineRule({
  ...{ id: 'ward-round', version: '1.0.0', owner: 'Somebody', reviewBy: '2027-01-01' },
  hooks: wardRound,
  source: { label: 'A guideline' },
  prefetch: { patient: templates.patient },
  cards: { round: { indicator: 'info', summary: 'Round on {{ward}}' } },
  evaluate: (_data, { context: { ward }, card }) =>
    ward === 'W3' ? [card('round', { ward })] : [],
})
`,
    )
    writeFileSync(
      join(folder, 'rule.test.ts'),
      `import { patient, testRule } from '#cds/testing'
import rule from './rule.ts'

const base = { patient: patient('1970-05-01') }

testRule(rule, {
  now: '2026-03-01',
  silent: { 'another ward': { ...base, context: { ward: 'W1' } } },
  fires: {
    'the ward': { ...base, context: { ward: 'W3' }, expect: { card: 'round', values: { ward: 'W3' } } },
  },
})
`,
    )
    const { output } = await cardstock('check', folder)
    expect(output).toMatch(/^1 services, 1 rules checked\n\d+ passed, 0 failed\n$/)
  })

  test('a path without rules is told, and only how check is called', async () => {
    const nothing = await cardstock('check', join(home, 'cards'))
    expect(nothing).toEqual({
      code: 2,
      output: expect.stringMatching(
        /^cardstock: there is no rule at .*cards\n\n {2}cardstock check/,
      ),
    })
    expect(nothing.output).not.toContain('cardstock serve')
  })

  test('a rule without a test, and a path that is not there', async () => {
    await cardstock('new', 'service', 'bare')
    await cardstock('new', 'rule', 'bare/untested')
    const folder = join(services, 'bare/rules/untested')
    writeFileSync(join(folder, 'rule.test.ts'), '// nothing yet\n')
    const nothing = await cardstock('check', folder)
    expect(nothing).toEqual({
      code: 1,
      output: expect.stringContaining('tests nothing: call testRule'),
    })
    const nowhere = await cardstock('check', join(services, 'nowhere'))
    expect(nowhere.code).not.toBe(0)
    expect(nowhere.output).toContain('there is nothing at')
  })
})
