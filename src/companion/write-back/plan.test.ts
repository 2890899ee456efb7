import { describe, expect, test } from '@jest/globals'
import type { Action } from '../api/contract.ts'
import { planOf } from './plan.ts'

const create = (resourceType: string): Action => ({
  ...{ type: 'create', description: `A ${resourceType}` },
  resource: { resourceType, id: 'draft-1' },
})
const plan = (actions: Action[], writes: readonly string[] = ['ServiceRequest', 'Observation']) =>
  planOf({ label: 'x', uuid: 'u', actions }, { writes })

test('what may be written is, all of it, without the id of a draft', () => {
  expect(plan([create('ServiceRequest'), create('Observation')])).toEqual({
    writes: [
      { description: 'A ServiceRequest', resource: { resourceType: 'ServiceRequest' } },
      { description: 'A Observation', resource: { resourceType: 'Observation' } },
    ],
  })
})

describe('all or nothing', () => {
  test.each([
    ['a type that the scope lacks', create('DocumentReference'), 'not been granted'],
    ['a type that the app never writes', create('MedicationRequest'), 'does not write'],
    [
      'a deletion',
      { type: 'delete', description: 'd', resourceId: 'ServiceRequest/1' } as Action,
      'only adds',
    ],
  ])('%s', (_name, action, why) => {
    expect(plan([create('ServiceRequest'), action])).toMatchObject({
      whyNot: expect.stringContaining(why),
    })
  })

  test('without actions there is nothing to write', () => {
    expect(plan([])).toHaveProperty('whyNot')
  })

  test('a scope that grants more than the app writes grants nothing more', () => {
    expect(plan([create('MedicationRequest')], ['MedicationRequest'])).toHaveProperty('whyNot')
  })
})
