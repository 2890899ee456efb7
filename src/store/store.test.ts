import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { accepted, call, collected, decision, inTempDir, overridden, SECRET } from './samples.ts'
import { openSqliteStore } from './sqlite.ts'
import type { FeedbackEntry, Store } from './store.ts'

/** Runs `use` with a store in a fresh file. */
async function withStore(use: (store: Store, file: string) => Promise<void>): Promise<void> {
  await inTempDir(async (dir) => {
    const file = join(dir, 'data', 'cardstock.db')
    const store = await openSqliteStore({ file, secret: SECRET })
    try {
      await use(store, file)
    } finally {
      await store.close()
    }
  })
}

const all = { includeUnverified: true }

describe('feedback', () => {
  test('is joined to a card served a moment ago', async () => {
    await withStore(async (store) => {
      store.recordDecisions([decision('c1')])
      expect(await store.saveFeedback(call([accepted('c1')]))).toEqual({
        saved: 1,
        repeated: 0,
        unverified: 0,
      })
      expect(await collected(store.feedback())).toEqual([
        {
          receivedAt: '2026-03-01T09:05:00.000Z',
          outcomeTimestamp: '2026-03-01T09:02:00Z',
          client: 'ehr-a',
          service: 'medication-safety',
          rule: 'metformin-kidney',
          ruleVersion: '1.0.0',
          cardName: 'contraindicated',
          indicator: 'critical',
          card: 'c1',
          outcome: 'accepted',
          acceptedSuggestions: ['c1-s1'],
          reasonSystem: undefined,
          reasonCode: undefined,
          reasonDisplay: undefined,
          comment: undefined,
          commentUnreadable: false,
          displayUnreadable: false,
          verified: true,
        },
      ])
    })
  })

  test('FB-05 the same entry twice is one row; an accept after an override is a further row', async () => {
    await withStore(async (store) => {
      store.recordDecisions([decision('c1')])
      expect(await store.saveFeedback(call([overridden('c1'), overridden('c1')]))).toEqual({
        saved: 1,
        repeated: 1,
        unverified: 0,
      })
      expect(await store.saveFeedback(call([overridden('c1'), accepted('c1')]))).toEqual({
        saved: 1,
        repeated: 1,
        unverified: 0,
      })
      const rows = await collected(store.feedback())
      expect(rows.map(({ outcome }) => outcome)).toEqual(['overridden', 'accepted'])
    })
  })

  test.each([
    ['a card nobody served', 'other', {}],
    ["another client's card", 'c1', { client: 'ehr-b' }],
    ['a card of another service', 'c1', { service: 'care-gaps' }],
  ])('FB-04 T24 %s is stored as unverified and kept out of statistics', async (_, card, more) => {
    await withStore(async (store) => {
      store.recordDecisions([decision('c1')])
      const receipt = await store.saveFeedback(call([accepted(card)], more))
      expect(receipt).toEqual({ saved: 1, repeated: 0, unverified: 1 })
      expect(await collected(store.feedback())).toEqual([])
      const [row] = await collected(store.feedback(all))
      expect(row).toMatchObject({ card, verified: false, rule: undefined, indicator: undefined })
    })
  })

  test('feedback that came before its decision was written counts once it is', async () => {
    await withStore(async (store) => {
      await store.saveFeedback(call([accepted('late')]))
      store.recordDecisions([decision('late')])
      await store.flush()
      expect(await collected(store.feedback())).toHaveLength(1)
    })
  })

  test('a bad entry in the middle writes nothing', async () => {
    await withStore(async (store) => {
      // Cast: a value that the schema on the wire refuses; the database must refuse it too.
      const bad = { ...accepted('c2'), outcome: 'ignored' } as unknown as FeedbackEntry
      await expect(store.saveFeedback(call([accepted('c1'), bad, accepted('c3')]))).rejects.toThrow(
        /CHECK constraint/,
      )
      expect(await collected(store.feedback(all))).toEqual([])
      expect(await store.saveFeedback(call([accepted('c1')]))).toMatchObject({ saved: 1 })
    })
  })

  test('concurrent duplicates, from two connections, are one row', async () => {
    await withStore(async (store, file) => {
      const other = await openSqliteStore({ file, secret: SECRET })
      const calls = Array.from({ length: 20 }, (_, index) =>
        (index % 2 === 0 ? store : other).saveFeedback(call([accepted('c1'), overridden('c1')])),
      )
      const receipts = await Promise.all(calls)
      await other.close()
      expect(receipts.reduce((sum, { saved }) => sum + saved, 0)).toBe(2)
      expect(receipts.reduce((sum, { repeated }) => sum + repeated, 0)).toBe(38)
      expect(await collected(store.feedback(all))).toHaveLength(2)
    })
  })

  test('T24 NUL and lone surrogates are replaced, and 1 MB of comment comes back whole', async () => {
    await withStore(async (store) => {
      const long = 'ä'.repeat(500_000)
      const reason = { code: 'x\u0000', display: 'lone \uD800' }
      await store.saveFeedback(
        call([
          { ...overridden('a\u0000b'), overrideReason: { reason, userComment: 'c\uDFFFd\u0000' } },
          overridden('long', long),
        ]),
      )
      const [first, second] = await collected(store.feedback(all))
      expect(first).toMatchObject({
        card: 'a\uFFFDb',
        reasonCode: 'x\uFFFD',
        reasonDisplay: 'lone \uFFFD',
        comment: 'c\uFFFDd\uFFFD',
      })
      expect(second?.comment === long).toBe(true)
    })
  })

  test('filters by service and time, over more than one page, in order of receipt', async () => {
    await withStore(async (store) => {
      const many = Array.from({ length: 1_100 }, (_, index) => accepted(`n${index}`))
      await store.saveFeedback(call(many, { receivedAt: '2026-03-02T00:00:00+01:00' }))
      await store.saveFeedback(call([accepted('x')], { service: 'care-gaps' }))
      await store.saveFeedback(call([accepted('y')], { receivedAt: '2026-03-03T00:00:00.500Z' }))
      const cards = async (filter: { service?: string; since?: string }) =>
        (await collected(store.feedback({ ...all, ...filter }))).map(({ card }) => card)
      expect(await cards({})).toEqual(['x', ...many.map(({ card }) => card), 'y'])
      expect(await cards({ service: 'care-gaps' })).toEqual(['x'])
      expect(await cards({ since: '2026-03-03T00:00:00Z' })).toEqual(['y'])
      expect(await cards({ since: '2026-03-01T23:00:00Z' })).toHaveLength(1_101)
    })
  })

  test('no entries, nothing stored', async () => {
    await withStore(async (store) => {
      expect(await store.saveFeedback(call([]))).toEqual({ saved: 0, repeated: 0, unverified: 0 })
    })
  })
})

describe('secrecy at rest', () => {
  test('FB-13 T22 no comment and no words of a reason in clear in any file, and the files are the owner’s alone', async () => {
    await withStore(async (store, file) => {
      const why = 'Mrs Planted-Name is on dialysis'
      const reason = { code: 'other', display: 'Planted-Name: see below' }
      const entry = { ...overridden('c1'), overrideReason: { reason, userComment: why } }
      await store.saveFeedback(call([entry]))
      for (const name of readdirSync(join(file, '..'))) {
        const path = join(file, '..', name)
        expect(readFileSync(path).includes('Planted')).toBe(false)
        expect(statSync(path).mode & 0o077).toBe(0)
      }
      const [row] = await collected(store.feedback(all))
      expect(row).toMatchObject({ comment: why, reasonDisplay: reason.display })
    })
  })

  test('another secret: comment and reason are marked unreadable, not absent', async () => {
    await withStore(async (store, file) => {
      const reason = { code: 'other', display: 'Other' }
      await store.saveFeedback(
        call([{ ...overridden('c1'), overrideReason: { reason, userComment: 'why' } }]),
      )
      const other = await openSqliteStore({ file, secret: SECRET.toReversed() })
      const [row] = await collected(other.feedback(all))
      await other.close()
      expect(row).toMatchObject({
        ...{ comment: undefined, commentUnreadable: true },
        ...{ reasonCode: 'other', reasonDisplay: undefined, displayUnreadable: true },
      })
    })
  })
})

test('everything survives closing and opening again', async () => {
  await inTempDir(async (dir) => {
    const file = join(dir, 's.db')
    const first = await openSqliteStore({ file, secret: SECRET })
    first.recordDecisions([decision('c1'), decision('c2')])
    await first.saveFeedback(call([overridden('c1', 'because')]))
    first.recordDecisions([decision('c3')])
    await first.close()
    const second = await openSqliteStore({ file, secret: SECRET })
    await second.saveFeedback(call([accepted('c3')], { receivedAt: '2026-03-02T09:00:00Z' }))
    const rows = await collected(second.feedback())
    expect(rows.map(({ card, comment }) => [card, comment])).toEqual([
      ['c1', 'because'],
      ['c3', undefined],
    ])
    await second.close()
  })
})

test('a closed store takes nothing, says so, and may be closed twice', async () => {
  const store = await openSqliteStore({ file: ':memory:', secret: SECRET })
  await store.close()
  await store.close()
  store.recordDecisions([decision('c1')])
  expect(store.counts().droppedDecisions).toBe(1)
  await expect(store.saveFeedback(call([accepted('c1')]))).rejects.toThrow('The store is closed')
  await expect(store.check()).rejects.toThrow('The store is closed')
})

test('closing waits for a save under way', async () => {
  await inTempDir(async (dir) => {
    const file = join(dir, 's.db')
    const store = await openSqliteStore({ file, secret: SECRET })
    const entries = Array.from({ length: 500 }, (_, index) => accepted(`n${index}`))
    const save = store.saveFeedback(call(entries))
    await store.close()
    expect(await save).toMatchObject({ saved: 500 })
  })
})
