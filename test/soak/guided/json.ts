import { readFileSync } from 'node:fs'
import { CdsError } from '../../../src/errors.ts'
import { parseGuarded } from '../../../src/protocol/json-guard.ts'
import { NOT_JSON } from '../../security/hostile/json-texts.ts'
import { type Judgement, passed, refused, type Target, wrong } from './target.ts'

const request = (name: string): string =>
  readFileSync(new URL(`../../support/requests/${name}.json`, import.meta.url), 'utf8')
const VIEW = request('patient-view')
const padded = (text: string): string =>
  text.replace('"prefetch"', `"extension":${JSON.stringify({ x: 'y'.repeat(8192) })},"prefetch"`)

const FORBIDDEN = ['__proto__', 'constructor', 'prototype']

/** The parser's promises told once more, slowly and apart from it; undefined where all hold. */
function unsafe(value: unknown, depth = 1): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (depth > 64) return 'nested deeper than 64'
  const keys = Object.keys(value)
  if (!Array.isArray(value)) {
    if (keys.length > 2000) return 'more than 2,000 keys'
    const bad = keys.find((key) => FORBIDDEN.includes(key) || key.length > 256)
    if (bad !== undefined) return 'a key that is forbidden or too long'
  }
  for (const key of keys) {
    const below = unsafe((value as Record<string, unknown>)[key], depth + 1)
    if (below !== undefined) return below
  }
  return undefined
}

function judge(text: string): Judgement {
  let value: unknown
  try {
    value = parseGuarded(text)
  } catch (error) {
    if (!(error instanceof CdsError)) throw error
    if (error.code === 'CDS_REQUEST_MALFORMED' && isJson(text))
      return wrong('valid JSON is called malformed')
    return refused
  }
  if (!isJson(text)) return wrong('what is no JSON was parsed')
  if (JSON.stringify(value) !== JSON.stringify(JSON.parse(text)))
    return wrong('the value is not that of JSON.parse')
  const why = unsafe(value)
  return why === undefined ? passed : wrong(why)
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

export const json: Target = {
  name: 'parser',
  code: /\/src\/protocol\/json-/,
  seeds: ['{}', VIEW, padded(VIEW), request('order-sign'), request('feedback'), ...NOT_JSON],
  words: [
    ...['"prefetch":', '"context":', '"fhirAuthorization":', '"__proto__":', '"constructor":{'],
    ...['"\\u0068ook":', '\\u0000', '\\ud800', '{"a":', '[', '}', ']', '"', '\\"', 'null', '1e999'],
    ...['[[[[[[[[[[[[[[[[', '{"a":{"a":{"a":', ']]]]]]]]', '}}}}', ' '.repeat(600)],
  ],
  judge,
}
