import { describe, expect, test } from '@jest/globals'
import { TYPES } from '../capability.ts'
import {
  applied,
  catalogueOf,
  doseOf,
  draftOf,
  ended,
  matching,
  ORDER_TYPES,
  signed,
  titleOf,
} from './orders.ts'
import type { Patient, Resource } from './wire.ts'

const metformin: Resource = {
  resourceType: 'MedicationRequest',
  status: 'draft',
  medicationCodeableConcept: { coding: [{ code: '1', display: 'Metformin' }] },
  dosageInstruction: [{ text: 'twice a day', doseAndRate: [{ doseQuantity: { value: 1 } }] }],
  priorPrescription: { reference: 'MedicationRequest/other' },
}
const creatinine: Resource = { resourceType: 'ServiceRequest', code: { text: 'Creatinine' } }
const newId = () => 'new'
const draft = (resource: Resource, id: string) => draftOf(resource, 'ada', id)

describe('a draft', () => {
  test('is about this patient and keeps its dose', () => {
    const { resource } = draftOf(metformin, 'ada', 'd1', 'twice a day')
    expect(resource.subject).toEqual({ reference: 'Patient/ada' })
    expect(resource.dosageInstruction).toBe(metformin.dosageInstruction)
  })

  test('has no structured dose beside words that were changed', () => {
    const { resource } = draftOf(metformin, 'ada', 'd1', 'once a day')
    expect(resource.dosageInstruction).toEqual([{ text: 'once a day' }])
    expect(draftOf(metformin, 'ada', 'd1', '').resource.dosageInstruction).toEqual([])
  })

  test('has a title and a dose in words where there is any', () => {
    expect([metformin, creatinine, { resourceType: 'Task' }].map(titleOf)).toEqual([
      'Metformin',
      'Creatinine',
      'Task',
    ])
    expect([metformin, creatinine].map(doseOf)).toEqual(['twice a day', undefined])
  })

  test('is signed under its own id, so that a second time is no second order', () => {
    const resource = signed(draft(metformin, 'd1'), '2026-03-01T08:00:00Z')
    expect(resource).toMatchObject({ status: 'active', authoredOn: '2026-03-01T08:00:00Z' })
    expect(resource.id).toBe('d1')
  })
})

describe('the catalogue', () => {
  const offer = (title: string, resource: Resource) => ({
    title,
    resource: { id: title, ...resource },
  })
  const patient = (orders: Patient['orders']) => ({ orders }) as unknown as Patient
  const catalogue = catalogueOf([
    patient([offer('Metformin 500 mg', metformin)]),
    patient([offer('Creatinine', creatinine), offer('Metformin 500 mg', metformin)]),
  ])

  test('has each name once, and nothing of the chart it comes from', () => {
    expect(catalogue.map(({ title }) => title)).toEqual(['Creatinine', 'Metformin 500 mg'])
    expect(catalogue[1]?.resource.priorPrescription).toBeUndefined()
  })

  test.each([
    ['500 met', ['Metformin 500 mg']],
    ['CREA', ['Creatinine']],
    ['x', []],
    ['', ['Creatinine', 'Metformin 500 mg']],
  ])('finds %j', (query, expected) => {
    expect(matching(catalogue, query).map(({ title }) => title)).toEqual(expected)
  })
})

describe('the actions of a suggestion', () => {
  const drafts = [draft(metformin, 'd1')]

  test('delete a draft, or end what the server has', () => {
    const remove = (resourceId: string) =>
      applied(drafts, [{ type: 'delete', description: '', resourceId }], newId)
    expect(remove('MedicationRequest/d1')).toEqual({ drafts: [], writes: [] })
    expect(remove('MedicationRequest/x')).toEqual({
      drafts,
      writes: [{ how: 'end', reference: 'MedicationRequest/x' }],
    })
  })

  test('update a draft, or what the server has', () => {
    const update = (id: string) => {
      const resource = { resourceType: 'MedicationRequest', id, status: 'draft' }
      return applied(drafts, [{ type: 'update', description: '', resource }], newId)
    }
    expect(update('d1').drafts.map(({ resource }) => resource.status)).toEqual(['draft'])
    expect(update('d1').drafts[0]?.resource.dosageInstruction).toBeUndefined()
    expect(update('x').writes).toMatchObject([{ how: 'put', resource: { id: 'x' } }])
  })

  test('create a draft of an order, and anything else on the server', () => {
    const create = (resource: Resource) =>
      applied(drafts, [{ type: 'create', description: '', resource }], newId)
    expect(create(creatinine).drafts.map(({ id }) => id)).toEqual(['d1', 'new'])
    expect(create({ ...creatinine, id: 'c1' }).drafts.map(({ id }) => id)).toEqual(['d1', 'new'])
    expect(create({ resourceType: 'Task' })).toMatchObject({
      drafts,
      writes: [{ how: 'put', resource: { resourceType: 'Task', id: 'new' } }],
    })
  })

  test('apply one after the other', () => {
    const replaced = applied(
      drafts,
      [
        { type: 'delete', description: '', resourceId: 'MedicationRequest/d1' },
        { type: 'create', description: '', resource: creatinine },
      ],
      newId,
    )
    expect(replaced.drafts.map(({ resource }) => titleOf(resource))).toEqual(['Creatinine'])
  })
})

test('an order that can be written can be signed: the server takes each type', () => {
  expect([...ORDER_TYPES].filter((type) => !TYPES.has(type))).toEqual([])
})

test('what is ended says so in the words of its type', () => {
  expect(ended(creatinine).status).toBe('revoked')
  expect(ended(metformin).status).toBe('cancelled')
})
