import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { DATABASE, loadSecret } from '../../src/security/secret.ts'
import type { StoredAuditRecord } from '../../src/store/audit.ts'
import { openSqliteStore } from '../../src/store/sqlite.ts'
import { serve, stop } from '../support/serve.ts'
import { idOf, servicesWith } from '../support/services-with.ts'
import { orderSign } from './rule-torture/calls.ts'

const SERVICE = 'medication-safety'
const HANGS = { name: 'hangs', body: 'for (;;);', onlyIfNamed: true }

async function recordsIn(dataDir: string): Promise<readonly StoredAuditRecord[]> {
  const file = join(dataDir, DATABASE)
  const store = await openSqliteStore({ file, secret: loadSecret({ dataDir }) })
  const records: StoredAuditRecord[] = []
  for await (const record of store.audit.records()) records.push(record)
  await store.close()
  return records
}

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

  const [ofWell, ofLate] = await recordsIn(dataDir)
  expect(ofLate?.rules).toContain(`${idOf(HANGS.name)}:late`)
  const whose = (record?: StoredAuditRecord) => {
    const { event, hook, hookInstance, patientKey, user, status } = record ?? {}
    return { event, hook, hookInstance, patientKey, user, status }
  }
  expect(ofWell?.patientKey).toMatch(/^[\w-]{43}$/)
  expect(whose(ofLate)).toEqual(whose(ofWell))
})
