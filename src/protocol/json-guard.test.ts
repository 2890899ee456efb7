import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { CdsError } from '../errors.ts'
import { parseGuarded } from './json-guard.ts'
import { bigValue } from './json-scan.ts'

/** The code of a refusal, or the value. */
function outcome(text: string): unknown {
  try {
    return { value: parseGuarded(text) }
  } catch (error) {
    if (error instanceof CdsError) return error.code
    throw error
  }
}

const filler = (length: number) => JSON.stringify({ text: 'x}]"{['.repeat(length / 6) })
/** A body with a chart large enough to be parsed apart. */
const body = (front: string, back = '', chart = filler(9000)) =>
  `{${front}"prefetch": ${chart} ${back}}`

describe('the value is that of JSON.parse', () => {
  const whitespace = fc.stringMatching(/^[ \n\r\t]{0,3}$/)
  const members = fc.dictionary(fc.stringMatching(/^[a-zA-Z\\"{}[\]: ,]{1,6}$/), fc.jsonValue(), {
    maxKeys: 4,
  })

  test('for bodies with a chart, whatever stands around it', () => {
    fc.assert(
      fc.property(
        members,
        fc.array(fc.jsonValue()),
        members,
        whitespace,
        (front, rows, back, gap) => {
          const chart = { rows, filler: 'f'.repeat(9000) }
          const spaces = gap.length
          const value = { ...front, context: back, prefetch: chart, ...back }
          const text = `${gap}${JSON.stringify(value, undefined, spaces)}${gap}`
          fc.pre(!/__proto__|constructor|prototype/.test(text))
          expect(parseGuarded(text)).toEqual(JSON.parse(text))
          expect(Object.keys(parseGuarded(text) as object)).toEqual(Object.keys(JSON.parse(text)))
        },
      ),
      { seed: 3, numRuns: 500 },
    )
  })

  test('for texts with bytes changed: both take them, or both refuse', () => {
    const whole = body(
      String.raw`"hook":"a\"b\\","context":{"a":[{"b":"\\\""}],"c":{}},`,
      ',"fhirAuthorization":{"x":"}"},"last":[1,{"y":"\\"}]',
    )
    expect(bigValue(whole)).toBeDefined()
    const edges = fc.oneof(
      fc.nat(80),
      fc.nat(80).map((back) => whole.length - 1 - back),
    )
    const change = fc.constantFrom('', '"', '\\', '{', '}', '[', ']', ',', ':', ' ', '0', 'null')
    fc.assert(
      fc.property(fc.array(fc.tuple(edges, change), { minLength: 1, maxLength: 3 }), (changes) => {
        const letters = [...whole]
        for (const [at, letter] of changes) letters[at] = letter
        const text = letters.join('')
        let value: unknown
        try {
          value = JSON.parse(text)
        } catch {
          expect(outcome(text)).toBe('CDS_REQUEST_MALFORMED')
          return
        }
        const got = outcome(text)
        if (got !== 'CDS_JSON_REFUSED') expect(got).toEqual({ value })
      }),
      { seed: 7, numRuns: 3000 },
    )
  })

  test.each(['1', '"x"', 'null', 'true', '[]', '{}', ' {} ', '[{"a":1},{"a":2}]'])('%s', (text) => {
    expect(parseGuarded(text)).toEqual(JSON.parse(text))
  })
})

describe('a key that stands twice', () => {
  const context = '"context":{"patientId":"a"},'
  test.each([
    ['at the top', '{"hook":1,"hook":1}'],
    ['at the top, spelt otherwise', String.raw`{"hook":1,"\u0068ook":2}`],
    ['in context', '{"context":{"patientId":"a","patientId":"b"}}'],
    ['in context, with spaces', '{ "context" : { "a" : [1,{"a":2}] , "a"\n: 2 } }'],
    ['in fhirAuthorization', '{"fhirAuthorization":{"access_token":"a","access_token":"b"}}'],
    ['context itself', `{${context}"x":1,${context}"y":1}`],
    ['before and behind a large chart', body('"hook":1,', ',"hook":2')],
    ['behind a large chart', body('', ',"context":{"patientId":1,"patientId":2}')],
    ['the chart itself', body('"hook":1,', `,"prefetch":${filler(9000)}`)],
    ['the chart itself, the second one small', body(context, ',"prefetch":{}')],
    [
      'the chart itself, the first one small',
      `{"prefetch":{},${context}"prefetch":${filler(9000)}}`,
    ],
    ['a chart that is not an object', `{"prefetch":1,"prefetch":${filler(9000)}}`],
    ['between two large members', body('"hook":1,', `,"hook":2,"other":${filler(9000)}`)],
  ])('%s', (_name, text) => {
    JSON.parse(text)
    expect(outcome(text)).toBe('CDS_JSON_REFUSED')
  })

  test.each([
    ['deeper down, as many writers do', '{"prefetch":{"a":{"x":1,"x":2}}}'],
    [
      'in different objects',
      '{"hook":1,"context":{"hook":1,"a":{"hook":2}},"prefetch":{"hook":3}}',
    ],
    ['as a value', '{"hook":"hook","context":{"a":"a","b":"a"},"x":["hook","hook"]}'],
    ['inside strings', String.raw`{"hook":"\"hook\":1,\"hook\":2","a":"\\"}`],
    ['in objects of a list', '{"context":[{"a":1},{"a":2}]}'],
  ])('is let through %s', (_name, text) => {
    expect(outcome(text)).toEqual({ value: JSON.parse(text) })
  })
})

describe('what else is refused', () => {
  const nested = (levels: number) => `{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`
  const manyKeys = (count: number) => Array.from({ length: count }, (_, i) => `"k${i}":1`).join(',')
  const listOf = (count: number) => `{"a":[${Array(count).fill('1').join(',')}]}`

  test.each([
    ['65 levels', nested(65)],
    ['65 levels of objects', `${'{"a":'.repeat(64)}{}${'}'.repeat(64)}`],
    ['65 levels inside the chart', body('', '', `{"a":"${'x'.repeat(9000)}","b":${nested(64)}}`)],
    ['500,000 levels', nested(500_000)],
    ['2,000,000 levels', nested(2_000_000)],
    ['200,001 members in all', listOf(200_000)],
    ['1,400,000 empty objects', `[${'{},'.repeat(1_399_999)}{}]`],
    ['1,000,000 members', listOf(1_000_000)],
    ['2,001 keys in one object', `{"a":{${manyKeys(2001)}}}`],
    ['2,001 keys at the top', `{${manyKeys(2001)}}`],
    ['a key of 257 characters', `{"a":{"${'k'.repeat(257)}":1}}`],
    ...['__proto__', 'constructor', 'prototype'].flatMap((key): [string, string][] => [
      [`${key} at the top`, `{"${key}":{"polluted":true}}`],
      [`${key} in context`, `{"context":{"${key}":1}}`],
      [`${key} deep in the chart`, body('', '', `{"a":[{"${key}":1}],"b":${filler(9000)}}`)],
      [`${key} in escapes`, `{"a":{"\\u00${key.charCodeAt(0).toString(16)}${key.slice(1)}":1}}`],
    ]),
  ])('%s', (_name, text) => {
    expect(outcome(text)).toBe('CDS_JSON_REFUSED')
  })

  test.each([
    ['64 levels', nested(64)],
    ['200,000 members in all', listOf(199_999)],
    ['2,000 keys at the top', `{${manyKeys(2000)}}`],
    ['a key of 256 characters', `{"a":{"${'k'.repeat(256)}":1}}`],
    ['the forbidden words as values', '{"a":["__proto__","constructor"],"b":"prototype"}'],
  ])('but not %s', (_name, text) => {
    expect(outcome(text)).toEqual({ value: JSON.parse(text) })
  })

  test.each(['', ' ', '{', '{"a":1', `${body('"a":1,')}x`, body('"a":1,').slice(0, -1), '\u0000'])(
    'text that is no JSON (%#), without a word of it',
    (text) => {
      let refused: unknown
      try {
        parseGuarded(text)
      } catch (error) {
        refused = error
      }
      expect(refused).toMatchObject({
        code: 'CDS_REQUEST_MALFORMED',
        problems: [{ remedy: 'Send one JSON object; the body is not valid JSON.' }],
      })
      expect(refused).not.toHaveProperty('cause')
    },
  )

  test('many backslashes and quotes take no more than linear time', () => {
    for (const text of [`{"a":"${'\\\\'.repeat(500_000)}"}`, `{"a":"${'\\"'.repeat(500_000)}"}`])
      expect(outcome(text)).toEqual({ value: JSON.parse(text) })
  })
})
