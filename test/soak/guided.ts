import { address } from './guided/address.ts'
import { watchCoverage } from './guided/coverage.ts'
import { json } from './guided/json.ts'
import { mutated } from './guided/mutate.ts'
import type { Judgement, Target } from './guided/target.ts'
import { text } from './guided/text.ts'
import { token } from './guided/token.ts'
import { seeded } from './random.ts'
import { type Check, check, type Soak } from './soak.ts'

/** A failing input is told up to here; the seed and its number give the whole again. */
const TOLD = 2000
/** No input grows beyond what a guard is to look at. */
const LONGEST = 64 * 1024

interface Ran {
  readonly inputs: number
  readonly let: number
  readonly kept: number
  readonly places: readonly [seeds: number, end: number]
  readonly found: readonly string[]
}

async function judged(target: Target, input: string): Promise<Judgement> {
  try {
    return await target.judge(input)
  } catch (error) {
    return { passed: false, wrong: `threw ${String(error)}` }
  }
}

/**
 * Changes inputs at random, and keeps those that go through the code in a way not seen before, as what to
 * change next: so the search goes where the last one only just did not get.
 */
async function search(
  target: Target,
  ends: (inputs: number) => boolean,
  seed: number,
): Promise<Ran> {
  const random = seeded(seed)
  const coverage = watchCoverage(target.code)
  const corpus: string[] = []
  const found: string[] = []
  let inputs = 0
  let letIn = 0
  const run = async (input: string): Promise<void> => {
    inputs++
    const { passed, wrong } = await judged(target, input)
    if (passed) letIn++
    if (wrong !== undefined) found.push(`${wrong}: ${JSON.stringify(input).slice(0, TOLD)}`)
    if (coverage.looksNew()) corpus.push(input)
  }
  try {
    for (const input of target.seeds) await run(input)
    const atFirst = coverage.places()
    if (corpus.length === 0)
      throw new Error(`no code was seen for "${target.name}": look at its pattern`)
    while (!ends(inputs) && found.length < 20) {
      const from = corpus[Math.floor(random() * corpus.length)] ?? ''
      await run(mutated(from, corpus, target.words, random).slice(0, LONGEST))
    }
    const places = [atFirst, coverage.places()] as const
    return { inputs, let: letIn, kept: corpus.length, places, found }
  } finally {
    coverage.stop()
  }
}

export const guided: Soak<{ seconds: number; inputs: number; seed: number; target: number }> = {
  promise: 'R2',
  title: 'parser, tokens, addresses and sanitizer, guided by what of their code is reached',
  // Without a limit by time or by inputs (0) the other one ends it. `target`: one of the four, or all (0).
  options: { seconds: 3600, inputs: 0, seed: 20_261_128, target: 0 },
  async run({ seconds, inputs, seed, target: only }, say): Promise<readonly Check[]> {
    const all = [json, await token(), address, text]
    const targets = all.filter((_, index) => only === 0 || index === only - 1)
    const checks: Check[] = []
    for (const [n, target] of targets.entries()) {
      const until = performance.now() + (seconds * 1000) / targets.length
      const ends = (done: number): boolean =>
        (inputs > 0 && done >= inputs) ||
        (seconds > 0 && done % 64 === 0 && performance.now() >= until)
      const { let: letIn, kept, places, found, inputs: done } = await search(target, ends, seed + n)
      say(`${target.name}: ${done} inputs`)
      checks.push(
        check(
          `${target.name}: inputs, let through, kept, places at first and in the end`,
          [done, letIn, kept, ...places].map((each) => each.toLocaleString('en')).join(', '),
          // Where nothing is let through, or nothing new is reached, nothing was tried.
          letIn > done / 1000 && places[1] > places[0],
        ),
        check(`${target.name}: wrong`, found.join('\n') || '0', found.length === 0),
      )
    }
    return checks
  },
}
