import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { loadSecret } from '../../src/security/secret.ts'
import { openSqliteStore } from '../../src/store/sqlite.ts'
import { freshView } from '../support/calls.ts'
import { stop } from '../support/serve.ts'
import { serveOnSmallDisk } from '../support/small-disk.ts'

/** Resolves when the process says that no decision, audit record or used token is buffered. */
async function nothingWaits(url: string): Promise<void> {
  for (;;) {
    const metrics = await (await fetch(`${url}/metrics`)).text()
    const buffered = [...metrics.matchAll(/^cardstock_store\{count="buffered\w+"\} (\d+)$/gm)]
    if (buffered.length === 3 && buffered.every(([, count]) => count === '0')) return
    await pause(50)
  }
}

const VIEW = '/cds-services/cardiometabolic-risk'
const body = freshView()

test('R8 a full disk: hook calls are answered, feedback is 503, all is well when there is room', async () => {
  const disk = await serveOnSmallDisk()
  const acknowledged: string[] = []
  let sent = 0
  const feedback = async (): Promise<Response> => {
    const card = `card-${++sent}`
    const answer = await fetch(`${disk.url}${VIEW}/feedback`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-request-id': card },
      body: JSON.stringify({
        feedback: [
          {
            card,
            outcome: 'overridden',
            overrideReason: { userComment: 'x'.repeat(4_000) },
            outcomeTimestamp: '2026-11-24T12:00:00Z',
          },
        ],
      }),
    })
    if (answer.status === 200) acknowledged.push(card)
    return answer
  }
  const hook = async (id: string): Promise<number> => {
    const answer = await fetch(disk.url + VIEW, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-request-id': id },
      body,
    })
    const { cards } = (await answer.json()) as { cards: unknown[] }
    return answer.status === 200 ? cards.length : -1
  }
  const status = async (path: string) => (await fetch(disk.url + path)).status
  try {
    // Of the disk alone it is to depend from here on.
    while ((await status('/readyz')) !== 200) await pause(20)
    const cards = await hook('before')
    expect(cards).toBeGreaterThan(0)
    expect((await feedback()).status).toBe(200)

    disk.fill()
    // The log of the database may have room left in itself.
    let refused = await feedback()
    while (refused.status === 200 && sent < 2_000) refused = await feedback()
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1'])
    expect(await refused.json()).toMatchObject({ resourceType: 'OperationOutcome' })
    for (let n = 0; n < 30; n += 1) expect(await hook(`while-full-${n}`)).toBe(cards)
    expect([await status('/livez'), await status('/readyz')]).toEqual([200, 503])

    disk.free()
    expect((await feedback()).status).toBe(200)
    expect(await status('/readyz')).toBe(200)
    expect(await hook('after')).toBe(cards)

    // What waited is written without a restart: nothing is buffered any more.
    await nothingWaits(disk.url)
    expect(await stop(disk)).toBe(0)
    const dataDir = disk.copy()
    const store = await openSqliteStore({
      file: join(dataDir, 'cardstock.sqlite'),
      secret: loadSecret({ dataDir }),
    })
    const calls = [
      'before',
      ...Array.from({ length: 30 }, (_, n) => `while-full-${n}`),
      ...Array.from({ length: sent }, (_, n) => `card-${n + 1}`),
      'after',
    ]
    const audited: string[] = []
    for await (const { requestId } of store.audit.records()) audited.push(requestId)
    expect(audited.toSorted()).toEqual(calls.toSorted())
    expect(await store.audit.verify()).toMatchObject({ ok: true })
    const saved: string[] = []
    for await (const { card } of store.feedback({ includeUnverified: true })) saved.push(card)
    expect(saved.toSorted()).toEqual(acknowledged.toSorted())
    await store.close()
  } finally {
    disk.child.kill('SIGKILL')
  }
})
