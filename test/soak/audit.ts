import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { loadSecret } from '../../src/security/secret.ts'
import type { StoredAuditRecord } from '../../src/store/audit.ts'
import { auditEvent } from '../../src/store/audit-event.ts'
import { openSqliteStore } from '../../src/store/sqlite.ts'
import { balpProblems } from '../support/balp.ts'
import { MIXED, MIXED_CONFIG, make } from '../support/calls.ts'
import { serve, stop } from '../support/serve.ts'
import { seeded } from './random.ts'
import { type Check, check, type Soak } from './soak.ts'

/** What a client notes of a call, and what a record says of it. */
const line = (id: string, event: string, service: string, status: number) =>
  [id, event, service, status].join(' ')

/** Makes the calls, `atOnce` at a time, each kind as likely; the client's list. */
async function mixedCalls(
  url: string,
  { requests, atOnce, seed }: { requests: number; atOnce: number; seed: number },
): Promise<{ readonly list: string[]; readonly unlike: string[] }> {
  const random = seeded(seed)
  const list: string[] = []
  const unlike: string[] = []
  let sent = 0
  const caller = async (): Promise<void> => {
    while (sent < requests) {
      const id = `call-${sent++}`
      const call = MIXED[Math.floor(random() * MIXED.length)]
      if (call === undefined) throw new Error('no calls')
      const { status } = await make(call, url, id)
      list.push(line(id, call.event, call.service, status))
      if (status !== call.status) unlike.push(`${call.name}: ${status}`)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, caller))
  return { list, unlike }
}

/** Changes one byte of one record in the middle; whether the chain then tells which. */
async function isFlipSeen(dataDir: string, middle: number): Promise<boolean> {
  const file = join(dataDir, 'cardstock.sqlite')
  const database = new DatabaseSync(file)
  const { content } = database.prepare('select content from audit where seq = ?').get(middle) ?? {}
  const text = String(content)
  const at = text.indexOf('"status":') + '"status":'.length
  const flipped = text.slice(0, at) + (Number(text[at]) ^ 1) + text.slice(at + 1)
  database.prepare('update audit set content = ? where seq = ?').run(flipped, middle)
  database.close()
  const store = await openSqliteStore({ file, secret: loadSecret({ dataDir }) })
  const verdict = await store.audit.verify()
  await store.close()
  return !verdict.ok && verdict.seq === middle
}

export const audit: Soak<{ requests: number; atOnce: number; seed: number }> = {
  promise: 'R21',
  title: 'one audit record for each of many mixed calls',
  options: { requests: 10_000, atOnce: 16, seed: 20_261_126 },
  async run(options): Promise<readonly Check[]> {
    const dataDir = mkdtempSync(join(tmpdir(), 'cardstock-audit-'))
    const serving = await serve(MIXED_CONFIG, { dataDir })
    const { list, unlike } = await mixedCalls(serving.url, options)
    const code = await stop(serving)

    const file = join(dataDir, 'cardstock.sqlite')
    const store = await openSqliteStore({ file, secret: loadSecret({ dataDir }) })
    const records: StoredAuditRecord[] = []
    for await (const record of store.audit.records()) records.push(record)
    const chain = await store.audit.verify()
    await store.close()
    const told = records.map((each) => line(each.requestId, each.event, each.service, each.status))
    const isSame = JSON.stringify(told.toSorted()) === JSON.stringify(list.toSorted())
    const ofPatients = records.filter(({ patientKey }) => patientKey !== '')
    const invalid = records
      .map((each) => auditEvent(each, 'http://127.0.0.1:3000'))
      .flatMap((event) => balpProblems(event, event.meta !== undefined))
    const isSeen = await isFlipSeen(dataDir, Math.ceil(records.length / 2))
    return [
      check('calls', list.length, list.length >= options.requests),
      check('answers of another status than expected', unlike.length, unlike.length === 0),
      check('audit records', records.length, records.length === list.length),
      check('equal to the list of the client', String(isSame), isSame),
      check('records about a patient', ofPatients.length, ofPatients.length > 0),
      check('demands of FHIR and BALP unmet', invalid.length, invalid.length === 0),
      check('audit chain', chain.ok ? 'holds' : chain.reason, chain.ok),
      check('a flipped bit is found, and where', String(isSeen), isSeen),
      check('exit', String(code), code === 0),
    ]
  },
}
