import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import type { StoredAuditRecord } from '../../src/store/audit.ts'
import { keptTrail } from '../support/kept-trail.ts'
import { serve, stop } from '../support/serve.ts'
import { idOf, servicesWith } from '../support/services-with.ts'
import { orderSign } from './rule-torture/calls.ts'

const SERVICE = 'medication-safety'
const HANGS = { name: 'hangs', body: 'for (;;);', onlyIfNamed: true }

test('T25 the record of a call that its worker never answered says who asked about whom', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'cardstock-'))
  // The deadline comes before the rule is given up, and its worker never tells that it has begun.
  const serving = await serve(
    '{ workers: 1, ruleBudgetMs: 5000, openMode: { deadlineMs: 1000, fhirTimeoutMs: 500 } }',
    { dataDir, env: { CARDSTOCK_SERVICES: servicesWith(SERVICE, [HANGS]) } },
  )
  const post = async (id: string, body: string) => {
    const answer = await fetch(`${serving.url}/cds-services/${SERVICE}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-request-id': id },
      body,
    })
    await answer.arrayBuffer()
    return answer.status
  }
  try {
    expect(await post('well', orderSign())).toBe(200)
    expect(await post('late', orderSign(HANGS.name))).toBe(200)
    expect(await stop(serving)).toBe(0)
  } finally {
    serving.child.kill('SIGKILL')
  }

  const { records } = await keptTrail(dataDir)
  const [ofWell, ofLate] = records
  expect(ofLate?.rules).toContain(`${idOf(HANGS.name)}:late`)
  const whose = (record?: StoredAuditRecord) => {
    const { event, hook, hookInstance, patientKey, user, status } = record ?? {}
    return { event, hook, hookInstance, patientKey, user, status }
  }
  expect(ofWell?.patientKey).toMatch(/^[\w-]{43}$/)
  expect(whose(ofLate)).toEqual(whose(ofWell))
})
