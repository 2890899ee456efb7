import { describe, expect, test } from '@jest/globals'
import { judgeJson } from './fhir-json.ts'

function nested(depth: number): unknown {
  const inside = '['.repeat(depth - 1) + ']'.repeat(depth - 1)
  return JSON.parse(`{"resourceType":"Patient","x":${inside}}`)
}

describe('T18 an answer is a resource', () => {
  test.each([
    [{ resourceType: 'Patient' }],
    [{ resourceType: 'OperationOutcome', issue: [] }],
    [{ resourceType: 'Patient', name: [{ family: 'constructor' }], active: null }],
  ])('%j', (json) => {
    expect(judgeJson(json)).toBe('resource')
  })

  test.each([
    [undefined],
    [null],
    [7],
    ['{"resourceType":"Patient"}'],
    [[{ resourceType: 'Patient' }]],
    [{}],
    [{ resourceType: '' }],
    [{ resourceType: 7 }],
    [{ resourceType: { toString: 'Patient' } }],
    [Object.create({ resourceType: 'Patient' })],
  ])('not %j', (json) => {
    expect(judgeJson(json)).toBe('rubbish')
  })

  test.each(['__proto__', 'constructor', 'prototype'])('nor with a member %s', (name) => {
    const json = JSON.parse(`{"resourceType":"Patient","name":[{"${name}":{}}]}`)
    expect(judgeJson(json)).toBe('rubbish')
  })
})

describe('the bounds of requests hold for answers', () => {
  test('64 levels and not 65', () => {
    expect(judgeJson(nested(64))).toBe('resource')
    expect(judgeJson(nested(65))).toBe('rubbish')
  })

  test('depth costs no stack', () => {
    let json: object = {}
    for (let depth = 0; depth < 100_000; depth += 1) json = { x: json }
    expect(judgeJson({ resourceType: 'Patient', json })).toBe('rubbish')
  })

  test('200,000 members and not one more', () => {
    // Two members of the resource, and those of the list.
    const of = (length: number) => ({ resourceType: 'Patient', x: Array(length).fill(0) })
    expect(judgeJson(of(199_998))).toBe('resource')
    expect(judgeJson(of(199_999))).toBe('too-large')
  })
})
