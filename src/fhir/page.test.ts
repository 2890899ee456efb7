import { describe, expect, test } from '@jest/globals'
import { countMatches, pageOf } from './page.ts'

const observation = { resource: { resourceType: 'Observation' } }
const patient = { resource: { resourceType: 'Patient' } }
const outcome = { resource: { resourceType: 'OperationOutcome' } }
const as = (mode: string, entry: object) => ({ ...entry, search: { mode } })

describe('matches of the searched type count', () => {
  test.each([
    ['without a mode', [observation, observation], 2],
    ['with the mode match', [as('match', observation)], 1],
    ['not what was included', [observation, as('include', observation)], 1],
    ['not another type without a mode', [observation, patient], 1],
    ['not another type, whatever its mode', [observation, as('match', patient)], 1],
    ['not outcomes', [outcome, as('outcome', outcome), as('match', outcome)], 0],
    ['not what is no entry', [null, 7, 'x', {}, { resource: null }], 0],
  ])('%s', (_name, entries, count) => {
    expect(countMatches(entries, 'Observation')).toBe(count)
  })

  test('of any type where none is searched for', () => {
    expect(countMatches([observation, patient, outcome], undefined)).toBe(2)
  })
})

describe('a page', () => {
  const bundle = (more: object) => ({ resourceType: 'Bundle', ...more })

  test('without entries is empty', () => {
    expect(pageOf(bundle({}))).toMatchObject({ entries: [], next: undefined })
  })

  test.each([
    ['another resource', { resourceType: 'OperationOutcome' }],
    ['entries that are no list', bundle({ entry: {} })],
    ['entries that are a text', bundle({ entry: 'none' })],
  ])('%s: what it holds is unknown', (_name, resource) => {
    expect(pageOf(resource)).toBeUndefined()
  })

  test.each([
    ['none', undefined, undefined],
    ['null', null, undefined],
    ['others only', [{ relation: 'self', url: 'a' }], undefined],
    [
      'one',
      [
        { relation: 'self', url: 'a' },
        { relation: 'next', url: 'b' },
      ],
      'b',
    ],
    ['one without address', [{ relation: 'next' }], 'unusable'],
    ['one that is no text', [{ relation: 'next', url: ['b'] }], 'unusable'],
    ['links that are no list', { relation: 'next', url: 'b' }, 'unusable'],
    ['a link inherited from a prototype', [Object.create({ relation: 'next' })], undefined],
  ])('next link: %s', (_name, link, next) => {
    expect(pageOf(bundle({ link }))?.next).toBe(next)
  })
})
