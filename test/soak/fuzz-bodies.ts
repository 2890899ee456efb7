import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { NOT_JSON } from '../security/hostile/json-texts.ts'
import { authorized, planted } from '../support/leaks.ts'
import { sharedFiles } from '../support/shared.ts'

/** One generated call. */
export interface FuzzCall {
  readonly path: string
  readonly body: Buffer
}

const SERVICES: Readonly<Record<string, string>> = {
  'patient-view': 'cardiometabolic-risk',
  'order-select': 'medication-safety',
  'order-sign': 'medication-safety',
  'encounter-discharge': 'discharge-check',
}

const own = [...Object.keys(SERVICES), 'feedback'].map((name) =>
  planted(readFileSync(new URL(`../support/requests/${name}.json`, import.meta.url), 'utf8')),
)
// Nobody listens there: what is refused is refused at once.
const withToken = own.slice(0, 1).map((text) => authorized(text, 'http://127.0.0.1:1/fhir'))
// The project's own requests weigh as much as all the others together.
const others = sharedFiles('requests').map(({ text }) => text)
const VALID: readonly string[] = [
  ...own,
  ...withToken,
  ...others,
  ...others.flatMap((_, index) => own[index % own.length] ?? []),
]

const ODD: readonly unknown[] = [
  null,
  0,
  -1,
  1e308,
  true,
  '',
  ' ',
  'x'.repeat(5000),
  '\u0000\ud800',
  '<img src=x onerror=alert(1)>',
  '2026-02-30',
  '9'.repeat(400),
  [],
  [null],
  {},
  { resourceType: 'Patient' },
  { resourceType: 'Bundle', entry: [null, {}, { resource: null }, { resource: [] }] },
  { resourceType: 'Bundle', type: 'searchset', link: [{ relation: 'next', url: 'http://[::1]' }] },
  { resourceType: 'OperationOutcome', issue: null },
  [[[[]]]],
]

type Place = readonly [holder: Record<string, unknown>, key: string]

/** Every place in a JSON value, as the holder and the key. */
function places(value: unknown, found: Place[] = []): Place[] {
  if (typeof value === 'object' && value !== null)
    for (const key of Object.keys(value)) {
      // Cast: arrays and objects alike are addressed by key.
      const holder = value as Record<string, unknown>
      found.push([holder, key])
      places(holder[key], found)
    }
  return found
}

const KINDS = ['delete', 'retype', 'any', 'nest', 'repeat', 'move'] as const

const change = fc.record({
  at: fc.nat(),
  other: fc.nat(),
  kind: fc.constantFrom(...KINDS),
  odd: fc.nat(),
  any: fc.jsonValue({ maxDepth: 3 }),
})
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never

function changed(value: unknown, { at, other, kind, odd, any }: Change): void {
  const all = places(value)
  const [holder, key] = all[at % Math.max(1, all.length)] ?? []
  if (holder === undefined || key === undefined) return
  if (kind === 'delete') delete holder[key]
  // Copies, for the next change may be inside.
  else if (kind === 'retype') holder[key] = structuredClone(ODD[odd % ODD.length])
  else if (kind === 'any') holder[key] = structuredClone(any)
  else if (kind === 'nest') holder[key] = { [key]: [holder[key]] }
  else if (kind === 'repeat')
    holder[key] = [holder[key], structuredClone(holder[key]), structuredClone(holder[key])]
  else {
    const [from, name] = all[other % all.length] ?? []
    // A copy: what is moved into itself would have no end.
    if (from !== undefined && name !== undefined) holder[key] = structuredClone(from[name])
  }
}

const original = fc.nat().map((n) => VALID[n % VALID.length] ?? '{}')

/** A valid call with one to three changes of its structure: the grammar holds, the meaning does not. */
const restructured = fc
  .tuple(original, fc.array(change, { minLength: 1, maxLength: 3 }))
  .map(([text, changes]) => {
    const value: unknown = JSON.parse(text)
    for (const each of changes) changed(value, each)
    return Buffer.from(JSON.stringify(value))
  })

const edit = fc.record({
  at: fc.nat(),
  length: fc.nat(64),
  kind: fc.constantFrom('flip', 'cut', 'insert', 'double', 'end'),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }),
})
type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never

function edited(body: Buffer, { at, length, kind, bytes }: Edit): Buffer {
  const from = at % Math.max(1, body.length)
  const [front, rest] = [body.subarray(0, from), body.subarray(from)]
  if (kind === 'end') return front
  if (kind === 'cut') return Buffer.concat([front, rest.subarray(length)])
  if (kind === 'insert') return Buffer.concat([front, bytes, rest])
  if (kind === 'double') return Buffer.concat([front, rest.subarray(0, length), rest])
  const flipped = Buffer.from(body)
  flipped[from] = (flipped[from] ?? 0) ^ (bytes[0] ?? 1)
  return flipped
}

/** A valid call with bytes changed, whatever they mean. */
const bytewise = fc
  .tuple(original, fc.array(edit, { minLength: 1, maxLength: 6 }))
  .map(([text, edits]) => edits.reduce(edited, Buffer.from(text)))

/** Text that is no JSON, alone or in place of a value of a valid call. */
const notJson = fc
  .tuple(original, fc.constantFrom(...NOT_JSON), fc.nat(), fc.boolean())
  .map(([text, wrong, at, isAlone]) => {
    if (isAlone) return Buffer.from(wrong)
    const colons = [...text.matchAll(/":/g)]
    const from = (colons[at % Math.max(1, colons.length)]?.index ?? 0) + 2
    return Buffer.from(text.slice(0, from) + wrong + text.slice(from))
  })

const path = fc
  .tuple(fc.constantFrom(...Object.values(SERVICES)), fc.nat(9))
  .map(([id, n]) => `/cds-services/${id}${n === 0 ? '/feedback' : ''}`)

/** Calls of all kinds; most go to the service that knows their hook. */
export const fuzzCall: fc.Arbitrary<FuzzCall> = fc
  .tuple(
    fc.oneof(
      { weight: 6, arbitrary: restructured },
      { weight: 3, arbitrary: bytewise },
      { weight: 1, arbitrary: notJson },
    ),
    path,
    fc.nat(9),
  )
  .map(([body, anywhere, n]) => {
    const text = body.subarray(0, 400).toString('latin1')
    const hook = /"hook"\s*:\s*"([\w-]+)"/.exec(text)?.[1] ?? ''
    const home = /"feedback"\s*:/.test(text)
      ? '/cds-services/medication-safety/feedback'
      : `/cds-services/${SERVICES[hook] ?? 'medication-safety'}`
    return { body, path: n < 8 ? home : anywhere }
  })
