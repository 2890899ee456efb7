import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, test } from '@jest/globals'
import type { AuditEvent } from 'fhir/r4.js'
import { loadSecret } from '../../src/security/secret.ts'
import type { StoredAuditRecord } from '../../src/store/audit.ts'
import { openSqliteStore } from '../../src/store/sqlite.ts'
import { balpProblems } from '../support/balp.ts'
import { type Call, MIXED, MIXED_CONFIG, make } from '../support/calls.ts'
import { cardstock } from '../support/cardstock.ts'
import { startFhirServer } from '../support/fhir-server.ts'
import { type Listening, listen, open, postBytes } from '../support/raw-http.ts'

const [answered, ordered] = MIXED as unknown as readonly [Call, Call]
const NOW = '2026-11-24T12:00:00Z'
const SLOW = 'openMode: { deadlineMs: 60000, fhirTimeoutMs: 60000 }'

async function trail({ store }: Pick<Listening, 'store'>): Promise<readonly StoredAuditRecord[]> {
  await store.flush()
  const records: StoredAuditRecord[] = []
  for await (const record of store.audit.records()) records.push(record)
  return records
}

async function running(config: string, use: (app: Listening) => Promise<void>): Promise<void> {
  const app = await listen({ now: NOW, config })
  try {
    await use(app)
  } finally {
    await app.close()
  }
}

/** A clock that tells no time when it is asked next, as often as the test says. */
function failingClock() {
  let failures = 0
  return {
    failNext(times: number) {
      failures = times
    },
    now() {
      if (failures-- > 0) throw new TypeError('no time')
      return new Date(NOW)
    },
  }
}

/** Another process's hold on the database. */
function locked(app: Listening): DatabaseSync {
  const other = new DatabaseSync(join(app.dataDir, 'cardstock.sqlite'))
  other.exec('begin immediate')
  return other
}

function unlock(other: DatabaseSync): void {
  other.exec('rollback')
  other.close()
}

describe.each(['buffered', 'strict'])('audit: %s', (mode) => {
  test('R21 200 mixed calls leave exactly one record each, and the chain holds', async () => {
    await running(`${MIXED_CONFIG}\naudit: ${mode}`, async (app) => {
      const calls = Array.from({ length: 200 }, (_, n) => {
        const call = MIXED[n % MIXED.length]
        if (call === undefined) throw new Error('no call')
        return { ...call, id: `call-${n}` }
      })
      // Ten at a time, as several clients would.
      for (let from = 0; from < calls.length; from += 10)
        await Promise.all(
          calls.slice(from, from + 10).map(async (call) => {
            const { status } = await make(call, app.url, call.id)
            expect([call.name, status]).toEqual([call.name, call.status])
          }),
        )
      const records = await trail(app)
      const seen = records.map(({ requestId, event, service, status }) =>
        [requestId, event, service, status].join(' '),
      )
      const made = calls.map(({ id, event, service, status }) =>
        [id, event, service, status].join(' '),
      )
      expect(seen.toSorted()).toEqual(made.toSorted())
      // A refusal has its reason, and nothing else has one.
      for (const { status, code } of records)
        expect([status, code !== '']).toEqual([status, status >= 400])
      expect(await app.store.audit.verify()).toMatchObject({ ok: true, records: 200 })
    })
  })
})

describe('a record', () => {
  test('SEC-07 says who asked for what about whom, and what was answered', async () => {
    const fhir = await startFhirServer({
      resources: [{ resourceType: 'Patient', id: 'ada', birthDate: '1968-04-02' }],
    })
    try {
      await running('', async (app) => {
        const body = JSON.parse(answered.body ?? '')
        const { patient: _, ...prefetch } = body.prefetch
        const asked = JSON.stringify({ ...body, fhirServer: fhir.url, prefetch })
        expect((await make({ ...answered, body: asked }, app.url, 'id-1')).status).toBe(200)
        await make(ordered, app.url, 'id-2')
        const [first, second] = await trail(app)
        expect(first).toMatchObject({
          at: '2026-11-24T12:00:00.000Z',
          requestId: 'id-1',
          client: 'open',
          tenant: 'open',
          address: expect.stringMatching(/^(?:::ffff:)?127\.0\.0\.1$/),
          service: 'cardiometabolic-risk',
          hook: 'patient-view',
          hookInstance: body.hookInstance,
          user: body.context.userId,
          patientKey: expect.stringMatching(/^[\w-]{43}$/),
          code: '',
          status: 200,
        })
        expect(first?.fetched.split(' ')).toContain('Patient')
        expect(first?.supplied.split(' ')).toEqual(expect.arrayContaining(['Observation']))
        expect(first?.rules).toContain('diabetes-screening:evaluated')
        expect(first?.micros).toBeGreaterThan(0)
        expect(second?.supplied.split(' ')).toContain('MedicationRequest')
        expect(second?.cards).toBeGreaterThan(0)
      })
    } finally {
      await fhir.close()
    }
  })

  test('is made of a call whose caller went away', async () => {
    await running('', async (app) => {
      const socket = await open(app.port)
      const closed = app.someClosed()
      socket.write(
        `POST ${answered.path} HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: gone\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{`,
      )
      while (app.connections() === 0) await nextTurn()
      // The head has been read once the app has it in hand: another call on another socket comes after.
      await make(answered, app.url, 'after')
      socket.destroy()
      await closed
      const gone = (await trail(app)).filter(({ requestId }) => requestId === 'gone')
      expect(gone).toMatchObject([{ event: 'hook', status: 0, service: 'cardiometabolic-risk' }])
    })
  })

  test('is made once of a call whose caller hangs up while its data are read, and says about whom', async () => {
    const fhir = await startFhirServer()
    const asked = Promise.withResolvers<void>()
    const held: ServerResponse[] = []
    fhir.fail(/./, (response) => {
      held.push(response)
      asked.resolve()
    })
    try {
      await running(SLOW, async (app) => {
        const body = { ...JSON.parse(answered.body ?? ''), prefetch: {}, fhirServer: fhir.url }
        const socket = await open(app.port)
        socket.write(postBytes(answered.path, JSON.stringify(body), ['X-Request-Id: hung-up']))
        await asked.promise
        const closed = app.someClosed()
        socket.destroy()
        await closed
        expect(await trail(app)).toEqual([])
        fhir.heal()
        for (const response of held) response.writeHead(404).end()
        while (app.load.counts().inFlight !== 0) await nextTurn()
        const patientKey = expect.stringMatching(/^[\w-]{43}$/)
        const { userId: user } = body.context
        expect(await trail(app)).toMatchObject([
          { requestId: 'hung-up', event: 'hook', status: 0, patientKey, user },
        ])
      })
    } finally {
      await fhir.close()
    }
  })

  test('of a failure while a failure is answered says 500', async () => {
    const clock = failingClock()
    const app = await listen({ engine: clock })
    try {
      clock.failNext(2)
      expect((await make(answered, app.url, 'shattered')).status).toBe(500)
      expect(await trail(app)).toMatchObject([
        { requestId: 'shattered', status: 500, code: 'CDS_INTERNAL' },
      ])
    } finally {
      await app.close()
    }
  })

  test('is made of a call that the process does not finish before it ends', async () => {
    const fhir = await startFhirServer()
    const asked = Promise.withResolvers<void>()
    fhir.fail(/./, () => asked.resolve())
    try {
      const app = await listen({ now: NOW, config: SLOW })
      const body = { ...JSON.parse(answered.body ?? ''), prefetch: {}, fhirServer: fhir.url }
      const socket = await open(app.port)
      socket.write(postBytes(answered.path, JSON.stringify(body), ['X-Request-Id: cut']))
      await asked.promise
      await app.close()
      const { dataDir } = app
      const secret = loadSecret({ dataDir })
      const store = await openSqliteStore({ file: join(dataDir, 'cardstock.sqlite'), secret })
      const records = await trail({ store })
      await store.close()
      const patientKey = expect.stringMatching(/^[\w-]{43}$/)
      const { userId: user } = body.context
      expect(records).toMatchObject([
        { requestId: 'cut', event: 'hook', status: 0, patientKey, user, hook: 'patient-view' },
      ])
    } finally {
      await fhir.close()
    }
  })

  test('of a call that ends with a defect of ours says about whom it was', async () => {
    const clock = failingClock()
    const app = await listen({ engine: clock })
    try {
      clock.failNext(1)
      expect((await make(answered, app.url, 'defect')).status).toBe(500)
      const { userId: user } = JSON.parse(answered.body ?? '').context
      const patientKey = expect.stringMatching(/^[\w-]{43}$/)
      expect(await trail(app)).toMatchObject([
        { requestId: 'defect', status: 500, code: 'CDS_INTERNAL', patientKey, user },
      ])
    } finally {
      await app.close()
    }
  })

  test('of a silent service counts no cards', async () => {
    await running('services: { cardiometabolic-risk: silent }', async (app) => {
      await make(answered, app.url, 'silent')
      expect(await trail(app)).toMatchObject([{ cards: 0, status: 200 }])
    })
  })

  test('is not made of a preflight', async () => {
    await running('', async (app) => {
      const { status } = await make(
        { ...answered, method: 'OPTIONS', body: undefined } as never,
        app.url,
        'p',
      )
      expect(status).toBe(204)
      expect(await trail(app)).toEqual([])
    })
  })
})

describe('T25 audit: strict', () => {
  test('R6 the record is on disk before the answer', async () => {
    await running('audit: strict', async (app) => {
      const reader = new DatabaseSync(join(app.dataDir, 'cardstock.sqlite'), { readOnly: true })
      const find = reader.prepare(
        "select count(*) as n from audit where content ->> 'requestId' = ?",
      )
      for (let n = 0; n < 20; n += 1) {
        expect((await make(answered, app.url, `id-${n}`)).status).toBe(200)
        expect(find.get(`id-${n}`)).toEqual({ n: 1 })
      }
      reader.close()
    })
  })

  test('R8 no record, no answer: 503 with Retry-After, one record later; refusals go on', async () => {
    await running('audit: strict', async (app) => {
      const other = locked(app)
      const answer = await fetch(app.url + answered.path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-request-id': 'withheld' },
        body: answered.body ?? '',
      })
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1'])
      expect(await answer.json()).toMatchObject({
        resourceType: 'OperationOutcome',
        issue: [{ details: { coding: [{ code: 'CDS_UNAVAILABLE' }] } }],
      })
      expect((await make({ ...answered, body: '{' }, app.url, 'refused')).status).toBe(400)
      unlock(other)
      expect((await make(answered, app.url, 'answered')).status).toBe(200)
      const told = (await trail(app)).map(({ requestId, status, code, cards }) => ({
        requestId,
        status,
        code,
        cards,
      }))
      expect(told).toMatchObject([
        { requestId: 'withheld', status: 503, code: 'CDS_UNAVAILABLE', cards: 0 },
        { requestId: 'refused', status: 400, code: 'CDS_REQUEST_MALFORMED' },
        { requestId: 'answered', status: 200, code: '' },
      ])
    })
  })
})

describe('the command line', () => {
  const run = (dataDir: string, ...args: readonly string[]) =>
    cardstock(['audit', ...args], { env: { CARDSTOCK_DATA: dataDir } })

  test('exports AuditEvents as IHE BALP asks, verifies, and names the first broken record', async () => {
    const app = await listen({ now: NOW, config: MIXED_CONFIG })
    for (const [n, call] of MIXED.entries()) await make(call, app.url, `id-${n}`)
    await app.close()

    const { stdout } = await run(app.dataDir, 'export', '--since', '2026-11-01')
    const events = stdout
      .trim()
      .split('\n')
      .map((line): AuditEvent => JSON.parse(line))
    expect(events).toHaveLength(MIXED.length)
    const queries = events.filter(({ meta }) => meta !== undefined)
    expect(queries).toHaveLength(2)
    for (const event of queries) expect(balpProblems(event)).toEqual([])
    for (const event of events) expect(balpProblems(event, false)).toEqual([])
    expect(stdout).not.toContain(JSON.parse(answered.body ?? '').context.patientId)
    const [first] = queries
    const user = first?.agent.find(({ type }) => type?.coding?.[0]?.code === 'IRCP')
    expect(user?.who?.identifier?.value).toBe(JSON.parse(answered.body ?? '').context.userId)
    expect((await run(app.dataDir, 'export', '--until', '2026-11-01')).stdout).toBe('')

    const held = await run(app.dataDir, 'verify')
    expect(held).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^16 records hold; head 16:/),
    })
    const head = /head (\S+)/.exec(held.stdout)?.[1] ?? ''
    expect(await run(app.dataDir, 'verify', '--head', head)).toMatchObject({ code: 0 })
    // As the log has it of an empty trail.
    expect(await run(app.dataDir, 'verify', '--head', '0:')).toMatchObject({ code: 0 })
    const database = new DatabaseSync(join(app.dataDir, 'cardstock.sqlite'))
    database.exec(
      "update audit set content = replace(content, 'ardiometabolic', 'ardiometabolik') where seq = 3",
    )
    database.close()
    expect(await run(app.dataDir, 'verify')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('record 3:'),
    })
    expect(await run(app.dataDir, 'verify', '--head', 'nonsense')).toMatchObject({ code: 2 })
    expect(await run(app.dataDir, 'burn')).toMatchObject({ code: 2 })
  })
})
