import { deepStrictEqual } from 'node:assert'
import { type AnyScore, runScore } from '../clinical/score.ts'
import { frozen } from '../engine/frozen.ts'
import { callSite, register } from './collect.ts'

/** The cases of a score: inputs with expected figures, or with the codes of why there are none. */
export interface ScoreCases {
  readonly values: Readonly<
    Record<
      string,
      {
        readonly inputs: object
        readonly expect: Readonly<Record<string, unknown>>
        readonly tolerance?: number
      }
    >
  >
  readonly notCalculable: Readonly<
    Record<string, { readonly inputs: object; readonly expect: readonly string[] }>
  >
}

/**
 * Tests a score by tables. Besides the cases it checks that every required input, left out or null, is
 * named as missing, that an object in place of it is not taken, and that inputs are not changed.
 */
export function testScore(tested: AnyScore, cases: ScoreCases): void {
  const score: AnyScore = {
    ...tested,
    calculate: (inputs) => tested.calculate(frozen(inputs)),
  }
  const site = callSite()
  const check = (title: string, run: () => void) =>
    register({ title: `${score.id}: ${title}`, ...site, run })
  for (const [name, { inputs, expect, tolerance = 0 }] of Object.entries(cases.values))
    check(name, () => {
      const result = runScore(score, inputs)
      if (!('value' in result))
        throw new Error(`not calculable: ${result.notCalculable.map(({ code }) => code)}`)
      for (const [key, figure] of Object.entries(expect))
        close((result.value as Record<string, unknown>)[key], figure, tolerance, key)
    })
  for (const [name, { inputs, expect }] of Object.entries(cases.notCalculable))
    check(`${name}: not calculable`, () =>
      deepStrictEqual(codesOf(score, inputs).toSorted(), [...expect].toSorted()),
    )
  const [first] = Object.values(cases.values)
  if (first === undefined) return
  for (const [input, schema] of Object.entries(score.inputs.shape)) {
    const isRequired = !schema.safeParse(undefined).success
    if (!isRequired || !(input in first.inputs)) continue
    check(`${input} left out, null or of another type is named`, () => {
      deepStrictEqual(codesOf(score, { ...first.inputs, [input]: undefined }), [`${input}-missing`])
      deepStrictEqual(codesOf(score, { ...first.inputs, [input]: null }), [`${input}-missing`])
      deepStrictEqual(codesOf(score, { ...first.inputs, [input]: { odd: true } }), [
        `${input}-invalid`,
      ])
    })
  }
}

function codesOf(score: AnyScore, inputs: object): string[] {
  const result = runScore(score, inputs)
  return 'notCalculable' in result ? result.notCalculable.map(({ code }) => code) : []
}

function close(found: unknown, expected: unknown, tolerance: number, key: string): void {
  if (typeof expected !== 'number') deepStrictEqual(found, expected, key)
  else if (typeof found !== 'number' || !(Math.abs(found - expected) <= tolerance + 1e-9))
    throw new Error(`${key} is ${String(found)}, expected ${expected} ± ${tolerance}`)
}
