import { gzipSync } from 'node:zlib'
import { patientViewBody } from '../bench/bodies.ts'

/** A body made to cost as much as it may. */
export interface WorstBody {
  readonly name: string
  readonly body: Buffer
  readonly headers?: Readonly<Record<string, string>>
}

const MIB = 1024 * 1024
/** What the service takes by default. */
const LIMIT = 8 * MIB

const filled = (front: string, piece: string, rest: string, most = LIMIT): string =>
  front +
  piece.repeat(Math.floor((most - front.length - rest.length) / piece.length)).slice(0, -1) +
  rest

const HEAD =
  '{"hook":"patient-view","hookInstance":"8f1f3f1e-0d2b-4a55-9f41-0c6a8d1d9a10",' +
  '"context":{"userId":"Practitioner/p1","patientId":"ada"},"prefetch":{"conditions":'

const deep = `${`{"a":`.repeat(50)}1${`}`.repeat(50)}`
const keys = `{${Array.from({ length: 1_900 }, (_, n) => `"k${n}":${n}`).join(',')}}`

/** Each as large as it may be, or larger when inflated; the shape is what differs. */
export function worstBodies(): readonly [WorstBody, ...WorstBody[]] {
  // More would be over the number of members.
  const largest = patientViewBody(4_000_000)
  const tooMany = patientViewBody(LIMIT - 100_000)
  const plain: Readonly<Record<string, string>> = {
    'a whole chart of 4 MB': largest,
    'a whole chart of 8 MB': tooMany,
    'a chart with a comma too many at its end': `${largest.slice(0, -2)},}`,
    'a chart of another patient': largest.replaceAll('Patient/bench', 'Patient/other'),
    'numbers only': filled(`${HEAD}[`, '1,', ']}}'),
    'empty lists only': filled(`${HEAD}[`, '[],', ']}}'),
    'empty objects only': filled(`${HEAD}{"entry":[`, '{},', ']}}}'),
    'as many members as may be': filled(`${HEAD}[`, '1,', ']}}', 2 * 190_000),
    'one long string': filled(`${HEAD}"`, 'x', '"}}'),
    'escapes only': filled(`${HEAD}"`, '\\u0041', 'A"}}'),
    'quotes and backslashes': filled(`${HEAD}"`, '\\\\\\"', ' "}}'),
    'nesting again and again': filled(`${HEAD}[`, `${deep},`, ']}}', 2 * MIB),
    'many keys again and again': filled(`${HEAD}[`, `${keys},`, ']}}', 2 * MIB),
    'no JSON at all': 'x'.repeat(LIMIT),
    'blanks only': ' '.repeat(LIMIT),
    'open brackets only': '['.repeat(LIMIT),
    'a number without end': filled(`${HEAD}1`, '9', '}}'),
  }
  const gzip = { 'content-encoding': 'gzip' }
  return [
    { name: 'bomb of 1 GiB', body: gzipSync(Buffer.alloc(1024 * MIB, 0x20)), headers: gzip },
    ...Object.entries(plain).map(([name, text]) => ({ name, body: Buffer.from(text) })),
    { name: 'not UTF-8', body: Buffer.alloc(LIMIT, 0xc3) },
    { name: 'zipped chart', body: gzipSync(largest), headers: gzip },
    { name: 'bomb of just 8 MiB', body: gzipSync(Buffer.alloc(LIMIT, 0x20)), headers: gzip },
  ]
}
