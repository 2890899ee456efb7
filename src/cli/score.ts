import { createInterface } from 'node:readline'
import { type Calculated, runScore } from '../clinical/score.ts'
import { scores } from '../clinical/scores/index.ts'
import { atMost, UsageError } from './usage.ts'

/** `cardstock score <id> '<json>'`, or `score -` for NDJSON lines `{ id, module, inputs }` in order. */
export async function score(words: readonly string[]): Promise<number> {
  const [id, json] = words
  atMost(words.slice(1), id === '-' ? 0 : 1)
  if (id === '-') return fromLines()
  if (id === undefined || json === undefined)
    throw new UsageError("give a score and its inputs: score lace '{…}'")
  const inputs = parsed(json)
  if (inputs === undefined) throw new UsageError('the inputs are not a JSON object')
  const result = answer(id, inputs)
  process.stdout.write(`${JSON.stringify(result)}\n`)
  return 'error' in result ? 1 : 0
}

async function fromLines(): Promise<number> {
  let failures = 0
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    if (line.trim() === '') continue
    const { id, module, inputs } = parsed(line) ?? {}
    const result =
      typeof module === 'string'
        ? answer(module, inputs)
        : { error: 'the line is not { "id", "module", "inputs" }' }
    if ('error' in result) failures += 1
    process.stdout.write(`${JSON.stringify({ id: id ?? null, ...result })}\n`)
  }
  return failures === 0 ? 0 : 1
}

type Answer =
  | { readonly value: object }
  | { readonly notCalculable: readonly string[]; readonly reasons: readonly string[] }
  | { readonly error: string }

function answer(id: string, inputs: unknown): Answer {
  const found = scores.find((each) => each.id === id)
  if (found === undefined)
    return {
      error: `there is no score "${id}"; there are ${scores.map((each) => each.id).join(', ')}`,
    }
  const result: Calculated<object> = runScore(found, inputs)
  if ('value' in result) return result
  const { notCalculable } = result
  return {
    notCalculable: notCalculable.map(({ code }) => code),
    reasons: notCalculable.map(({ text }) => text),
  }
}

function parsed(json: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(json)
    // Checked to be a JSON object.
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>
    return undefined
  } catch {
    return undefined
  }
}
