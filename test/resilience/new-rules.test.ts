import { afterEach, expect, test } from '@jest/globals'
import request from 'supertest'
import { defineRule, templates } from '../../src/index.ts'
import { bareService } from '../support/bare-rule.ts'
import { makeApp, registryOf, type TestApp } from '../support/make-app.ts'

let app: TestApp
afterEach(() => app.close())

// What is new may loop with the first calls: two workers may be lost before the first is replaced.
test('R18 is ready when two workers in a row may be lost, and not before', async () => {
  app = await makeApp({ registry: 'loaded', config: '{ workers: 2 }' })
  let status: number
  do {
    status = (await request(app.app).get('/readyz')).status
    // Workers only join here: as many as were ready then are so now.
    if (status === 200) expect(app.evaluator.counts().ready).toBe(3)
  } while (status !== 200)
  const { body } = await request(app.app).get('/readyz')
  expect(body.checks).toMatchObject({ workers: true, standby: true })
})

test('R18 a rule that never came back well runs after those that did; cards keep their places', async () => {
  const ran: string[] = []
  let faults = 1
  const rule = (id: string, begins = () => {}) =>
    defineRule({
      ...{ id, version: '1.0.0', owner: 'Tests', reviewBy: '2027-01-01', hooks: 'patient-view' },
      source: { label: 'Tests' },
      prefetch: { patient: templates.patient },
      cards: { says: { indicator: 'info', summary: `Says ${id}` } },
      evaluate(_, { card }) {
        ran.push(id)
        begins()
        return [card('says')]
      },
    })
  const failsOnce = rule('a', () => {
    if (faults-- > 0) throw new Error('once')
  })
  const rules = [failsOnce, rule('b')]
  app = await makeApp({ registry: registryOf([{ service: bareService('new'), rules }]) })
  const call = () =>
    request(app.app)
      .post('/cds-services/new')
      .send({
        hook: 'patient-view',
        hookInstance: '8f1f3f1e-0d2b-4a55-9f41-0c6a8d1d9a10',
        context: { userId: 'Practitioner/p1', patientId: 'pat1' },
        prefetch: { patient: { resourceType: 'Patient', id: 'pat1' } },
      })
  await call()
  const { cards } = (await call()).body
  await call()
  expect(cards.map(({ summary }: { summary: string }) => summary)).toEqual(['Says a', 'Says b'])
  expect(ran.join(' ')).toBe('a b b a a b')
})
