import { gzipSync } from 'node:zlib'

/** Stands in inputs; no refusal may repeat it. */
export const CANARY = 'CANARY-7f3a'

type Json = Readonly<Record<string, unknown>>

/** Values of other types than any field wants, or of the right type and absurd. */
const ODD: readonly unknown[] = [
  null,
  0,
  -1,
  1e308,
  true,
  '',
  ' ',
  CANARY.repeat(10_000),
  `\u0000${CANARY}\ud800`,
  `<script>${CANARY}</script>`,
  `../../${CANARY}`,
  [],
  [null],
  [[[[CANARY]]]],
  {},
  { resourceType: CANARY },
  { resourceType: 'Bundle', entry: [null, 1, {}, { resource: CANARY }] },
]

const AUTHORIZATION = {
  access_token: CANARY,
  token_type: 'Bearer',
  expires_in: 300,
  scope: 'patient/*.read',
  subject: 'cds',
}

/** Each field of the envelope, the context and the authorization with each odd value. */
export function wrongTypes(request: Json): Json[] {
  const context = request.context as Json
  const fhirServer = 'http://127.0.0.1:9/fhir'
  const authorized = { ...request, fhirServer, fhirAuthorization: AUTHORIZATION }
  return ODD.flatMap((odd) => [
    ...[...Object.keys(request), 'fhirServer', 'fhirAuthorization', 'extension'].map((field) => ({
      ...request,
      [field]: odd,
    })),
    ...Object.keys(context).map((field) => ({ ...request, context: { ...context, [field]: odd } })),
    ...Object.keys(AUTHORIZATION).map((field) => ({
      ...authorized,
      fhirAuthorization: { ...AUTHORIZATION, [field]: odd },
    })),
    ...Object.keys(request.prefetch as Json).map((field) => ({
      ...request,
      prefetch: { ...(request.prefetch as Json), [field]: odd },
    })),
  ])
}

/** Each field of a feedback entry with each odd value. */
export function wrongFeedback(call: Json): Json[] {
  const [entry] = call.feedback as Json[]
  return [
    ...ODD.map((feedback) => ({ feedback })),
    ...ODD.map((odd) => ({ feedback: [entry, odd] })),
    ...ODD.flatMap((odd) =>
      Object.keys(entry ?? {}).map((field) => ({ feedback: [{ ...entry, [field]: odd }] })),
    ),
  ]
}

/** Forbidden and repeated keys in every place where they could do harm. */
export function keyAbuse(request: Json): string[] {
  const text = JSON.stringify(request)
  const [front, rest] = [text.slice(0, 1), text.slice(1)]
  const keys = ['__proto__', 'constructor', 'prototype', '\\u005f_proto__', 'constructo\\u0072']
  const harm = [
    `{"polluted":"${CANARY}"}`,
    `{"prototype":{"polluted":true}}`,
    'null',
    `"${CANARY}"`,
  ]
  const forbidden = keys.flatMap((key) =>
    harm.flatMap((value) => [
      `${front}"${key}":${value},${rest}`,
      text.replace('"context":{', `"context":{"${key}":${value},`),
      text.replace('"prefetch":{', `"prefetch":{"${key}":${value},`),
      text.replace('"resourceType":', `"${key}":${value},"resourceType":`),
    ]),
  )
  const repeated = [
    ...Object.keys(request).flatMap((key) => [
      `${front}"${key}":"${CANARY}",${rest}`,
      `${text.slice(0, -1)},"${key}":"${CANARY}"}`,
      `${front}"\\u00${key.charCodeAt(0).toString(16)}${key.slice(1)}":1,${rest}`,
    ]),
    ...Object.keys(request.context as Json).map((key) =>
      text.replace('"context":{', `"context":{"${key}":"${CANARY}",`),
    ),
    `{"fhirServer":"http://127.0.0.1:9","fhirAuthorization":{"access_token":"${CANARY}","access_token":"b"},${rest}`,
  ]
  const nest = (levels: number, open: string, close: string) =>
    text.replace('"prefetch":{', `"prefetch":{"x":${open.repeat(levels)}1${close.repeat(levels)},`)
  const deep = [65, 100, 1000, 10_000, 100_000].flatMap((levels) => [
    nest(levels, '[', ']'),
    nest(levels, '{"a":', '}'),
  ])
  return [
    ...forbidden,
    ...repeated,
    ...deep,
    text.replace('"prefetch":{', `"prefetch":{"${'k'.repeat(300)}":1,`),
  ]
}

/** A body cut off after so many shares of its length. */
export function truncated(text: string, pieces: number): string[] {
  return Array.from({ length: pieces }, (_, index) =>
    text.slice(0, Math.floor((text.length * index) / pieces)),
  )
}

const put = (text: string, bytes: readonly number[]): Buffer =>
  Buffer.concat([
    Buffer.from(`${text.slice(0, 1)}"x":"`),
    Buffer.from(bytes),
    Buffer.from(`",${text.slice(1)}`),
  ])

/** The same body with bytes that are no UTF-8 in it, or in another encoding altogether. */
export function notUtf8(text: string): Buffer[] {
  const wrong = [
    [0x80],
    [0xbf],
    [0xc0, 0x80],
    [0xc1, 0xbf],
    [0xc3],
    [0xe0, 0x80, 0x80],
    [0xe2, 0x82],
    [0xed, 0xa0, 0x80],
    [0xed, 0xbf, 0xbf],
    [0xf0, 0x80, 0x80, 0x80],
    [0xf0, 0x9f, 0x98],
    [0xf4, 0x90, 0x80, 0x80],
    [0xf5, 0x80, 0x80, 0x80],
    [0xf8, 0x88, 0x80, 0x80, 0x80],
    [0xfc, 0x84, 0x80, 0x80, 0x80, 0x80],
    [0xfe],
    [0xff],
    [0xff, 0xff, 0xff, 0xff],
  ].map((bytes) => put(text, bytes))
  const wide = Buffer.from(text, 'utf16le')
  return [
    ...wrong,
    wide,
    Buffer.from(wide).swap16(),
    Buffer.concat([Buffer.from([0xff, 0xfe]), wide]),
    Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(wide).swap16()]),
    // One byte order mark is passed over; a second is text.
    Buffer.from(`\ufeff\ufeff${text}`),
    Buffer.from([...text].flatMap((letter) => [0, 0, 0, letter.charCodeAt(0)])),
    Buffer.concat([Buffer.from(text), Buffer.from([0])]),
    Buffer.alloc(1000),
  ]
}

/** Bodies in encodings, with the header that goes with them; the status that each must get. */
export function encoded(
  text: string,
  limit: number,
): [name: string, Buffer, header: string, status: number][] {
  const plain = Buffer.from(text)
  const zipped = gzipSync(plain)
  const bomb = gzipSync(Buffer.alloc(limit * 8, 0x20))
  const flipped = Buffer.from(zipped)
  flipped[20] = (flipped[20] ?? 0) ^ 0xff
  const others = [
    'br',
    'deflate',
    'compress',
    'zstd',
    'x-gzip',
    'gzip, gzip',
    'gzip,br',
    'identity, gzip',
    CANARY,
    '*',
    'gzip;q=1',
    '',
  ]
  return [
    ['gzip', zipped, 'gzip', 200],
    ['gzip in capitals', zipped, 'GZIP', 200],
    ['identity', plain, 'identity', 200],
    ...others.map((other): [string, Buffer, string, number] => [other, zipped, other, 415]),
    ['gzip of gzip under one name', gzipSync(zipped), 'gzip', 400],
    ['not compressed at all', plain, 'gzip', 400],
    ['compressed, said to be plain', zipped, 'identity', 400],
    ['half', zipped.subarray(0, zipped.length >> 1), 'gzip', 400],
    ['head alone', zipped.subarray(0, 10), 'gzip', 400],
    ['one byte', zipped.subarray(0, 1), 'gzip', 400],
    ['a byte flipped', flipped, 'gzip', 400],
    ['of nothing', gzipSync(Buffer.alloc(0)), 'gzip', 400],
    ['a bomb', bomb, 'gzip', 413],
    ['a bomb of several members', Buffer.concat([bomb, bomb, bomb]), 'gzip', 413],
    ['one byte over the limit', gzipSync(Buffer.alloc(limit + 1, 0x20)), 'gzip', 413],
    ['the limit exactly, of blanks', gzipSync(Buffer.alloc(limit, 0x20)), 'gzip', 400],
    ['plain, one byte over the limit', Buffer.alloc(limit + 1, 0x20), 'identity', 413],
  ]
}

export const MEDIA_TYPES = [
  'text/plain',
  'text/html',
  'application/xml',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/octet-stream',
  'application/jsonx',
  'application/json-patch+json',
  'application/ld+json',
  'application/fhir+xml',
  'application/json; charset=utf-16',
  'application/json; charset=latin1',
  'application/json; charset=utf-7',
  'application/json; charset="',
  'application/json; charset=utf-8; charset=utf-16',
  'application/json; boundary=x',
  'application/json, text/plain',
  'application/json/x',
  'application / json',
  'json',
  '*/*',
  'application/*',
  '',
  ' ',
  CANARY,
  `application/json; ${CANARY}`,
  `${'application/json;'.repeat(50)}`,
  'text/json',
] as const
