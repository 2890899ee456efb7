import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { Ajv2020 } from 'ajv/dist/2020.js'
import request from 'supertest'
import { parse } from 'yaml'
import { openApiText } from '../../src/cli/openapi-text.ts'
import { makeApp } from '../support/make-app.ts'

const root = new URL('../../', import.meta.url)
const text = readFileSync(new URL('openapi.yaml', root), 'utf8')
const example = JSON.parse(
  readFileSync(new URL('test/support/requests/patient-view.json', root), 'utf8'),
)

/** A validator for one schema of the description. */
function validator(name: string) {
  const { components } = parse(text)
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  return ajv.compile(components.schemas[name])
}

describe('openapi.yaml', () => {
  test('is what the schemas generate: run "npm run openapi"', () => {
    const { version } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'))
    expect(text).toBe(openApiText(version))
  })

  test('describes real requests and answers', async () => {
    const { app, close } = await makeApp({ now: '2026-11-24T12:00:00Z' })
    const hook = await request(app).post('/cds-services/cardiometabolic-risk').send(example)
    const discovery = await request(app).get('/cds-services')
    const failure = await request(app).post('/cds-services/none').send(example)
    await close()
    expect(hook.body.cards).not.toHaveLength(0)
    for (const [name, body] of [
      ['Request', example],
      ['Response', hook.body],
      ['Discovery', discovery.body],
      ['OperationOutcome', failure.body],
    ] as const) {
      const validate = validator(name)
      expect([name, validate(body), validate.errors]).toEqual([name, true, null])
    }
  })

  test('refuses what is wrong', () => {
    expect(validator('Request')({ ...example, hook: undefined })).toBe(false)
    expect(validator('Response')({ cards: [{ summary: 'no source' }] })).toBe(false)
    expect(validator('Feedback')({ feedback: 'none' })).toBe(false)
  })

  test('is served', async () => {
    const { app, close } = await makeApp()
    const answer = await request(app).get('/openapi.yaml')
    await close()
    expect(answer.status).toBe(200)
    expect(answer.text).toBe(text)
  })
})
