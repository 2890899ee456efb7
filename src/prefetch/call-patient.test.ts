import { afterEach, expect, jest, test } from '@jest/globals'
import { callPatient } from './call-patient.ts'

const A = 'https://a.example/fhir'
const B = 'https://b.example/fhir'

afterEach(() => {
  jest.restoreAllMocks()
})

test('an address is taken apart once, however often a chart says it again', () => {
  const parse = jest.spyOn(URL, 'parse')
  for (const [base, isOurs] of [
    ['http://a.example/fhir', true],
    ['https://a.example/r4', true],
    [B, false],
  ] as const) {
    const { isAt } = callPatient('1', [A])
    expect(isAt(base)).toBe(isOurs)
    const once = parse.mock.calls.length
    for (let again = 0; again < 1_000; again += 1) expect(isAt(base)).toBe(isOurs)
    expect(parse).toHaveBeenCalledTimes(once)
  }
})

test('the last one said is not another one’s answer', () => {
  const { isAt } = callPatient('1', [A])
  for (const [base, isOurs] of [
    [`${A}/r4`, true],
    [B, false],
    [`${A}/r4`, true],
    [A, true],
    [B, false],
    [B, false],
  ] as const)
    expect(isAt(base)).toBe(isOurs)
})

test('what could not be told is told once it is known which server is meant', () => {
  const { isAt } = callPatient('1', [A, `${A}/tenant`, B])
  const other = 'https://a.example/r4'
  expect([isAt(other), isAt(other)]).toEqual([false, false])
  expect(isAt(A)).toBe(true)
  expect([isAt(other), isAt(other)]).toEqual([true, true])
})
