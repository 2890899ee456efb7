import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { parseSync } from '@swc/core'
import { check } from 'recheck'

const ROOT = new URL('../../', import.meta.url)

interface Literal {
  readonly file: string
  readonly pattern: string
  readonly flags: string
}

/** Every regular expression that is written out in a file. */
function literalsOf(file: string): readonly Literal[] {
  const found: Literal[] = []
  const look = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    const { type, pattern, flags } = node as Readonly<Record<string, unknown>>
    if (type === 'RegExpLiteral' && typeof pattern === 'string')
      found.push({ file, pattern, flags: String(flags ?? '') })
    for (const each of Object.values(node)) look(each)
  }
  look(parseSync(readFileSync(new URL(file, ROOT), 'utf8'), { syntax: 'typescript' }))
  return found
}

const literals = ['src', 'cards', 'services']
  .flatMap((folder) =>
    readdirSync(new URL(folder, ROOT), { recursive: true, encoding: 'utf8' }).map(
      (name) => `${folder}/${name}`,
    ),
  )
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.endsWith('.d.ts'))
  .flatMap(literalsOf)

/** Not linear, and harmless: what they are given is short, or written by us. */
const BOUNDED: Readonly<Record<string, string>> = {
  [String.raw`src/client-setting.ts \/+$`]: 'an operator wrote it',
  [String.raw`src/config.ts \/+$`]: 'an operator wrote it',
  [String.raw`src/engine/fault.ts (?:services|cards|src)\/[\w./-]+:\d+`]: 'our own stack',
  [String.raw`src/prefetch/medications.ts \/+$`]: 'a judged FHIR base: at most 2,048 characters',
  [String.raw`src/clinical/readers/units.ts \{[^}]*\}`]: 'a unit of at most LONGEST_UNIT',
  [String.raw`cards/escape.ts \s+\S{0,15}$`]: 'cut to the limit of its text before',
  [String.raw`cards/template.ts \{\{[^}]*\}\}`]: 'the wording of a rule, when it is loaded',
  [String.raw`src/testing/collect.ts (?:file:\/\/)?(\/[^\s()]+\.ts):(\d+):\d+`]: 'development',
  [String.raw`src/testing/hostile.ts (?<!\\)\[[^\]]*\]\(`]: 'development',
  [String.raw`src/clinical/medications/build-rxnorm.ts \|+$`]: 'development',
}
const nameOf = ({ file, pattern }: Literal) => `${file} ${pattern}`

/**
 * Bounded by the search itself and by nothing that a clock tells, so that a busy machine finds what an idle
 * one finds: with the limits of time a search that is cut off is `unknown`, or worse, `safe`.
 */
const UNHURRIED = { timeout: null, incubationTimeout: null, attackTimeout: null, randomSeed: 1 }

test('T14 no regular expression of ours takes more than linear time, rules included', async () => {
  expect(literals.length).toBeGreaterThan(50)
  const names = new Set(literals.map(nameOf))
  expect(Object.keys(BOUNDED).filter((name) => !names.has(name))).toEqual([])
  // What stands in several files is looked at once.
  const same = Map.groupBy(
    literals.filter((each) => !Object.hasOwn(BOUNDED, nameOf(each))),
    ({ pattern, flags }) => `${flags} ${pattern}`,
  )
  const slow = await Promise.all(
    [...same.values()].map(async (alike) => {
      const [{ pattern = '', flags = '' } = {}] = alike
      const { status } = await check(pattern, flags, UNHURRIED)
      return status === 'safe' ? [] : alike.map(nameOf)
    }),
  )
  expect(slow.flat()).toEqual([])
}, 180_000)
