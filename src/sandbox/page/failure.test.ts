import { describe, expect, test } from '@jest/globals'
import { Failure, failureOf, pointsOf } from './failure.ts'

describe('pointsOf', () => {
  test('says each thing of an OperationOutcome once', () => {
    expect(
      pointsOf({
        resourceType: 'OperationOutcome',
        issue: [
          { details: { text: 'Data are missing.' }, diagnostics: 'Send patient.' },
          { details: { text: 'Data are missing.' } },
          {},
          null,
        ],
      }),
    ).toEqual(['Data are missing.', 'Send patient.'])
  })

  test.each([undefined, null, 'text', {}, { resourceType: 'Bundle', issue: [] }])(
    'has nothing to say of %j',
    (body) => {
      expect(pointsOf(body)).toEqual([])
    },
  )
})

test('whatever is thrown becomes a failure', () => {
  const failure = new Failure('late', { status: 503 })
  expect(failureOf(failure)).toBe(failure)
  const cause = new TypeError('x')
  expect(failureOf(cause)).toEqual(new Failure('x', { cause }))
  expect(failureOf('x').message).toBe('x')
})
