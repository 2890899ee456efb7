import { describe, expect, test } from '@jest/globals'
import type { Session, SessionEnd } from './session.ts'
import { createSessions, isSame, newSecret } from './sessions.ts'

const MINUTE = 60_000
function made(most = 10) {
  let now = 0
  const ends: [string, SessionEnd][] = []
  const limits = { idleMs: 15 * MINUTE, absoluteMs: 480 * MINUTE, most }
  const sessions = createSessions(
    limits,
    () => now,
    async (session, why) => {
      ends.push([session.accessToken, why])
      return true
    },
  )
  const begin = (accessToken: string) => {
    // Cast: the store looks at nothing else.
    const session = {
      accessToken,
      startedAt: now,
      activeAt: now,
      writes: new Map(),
    } as unknown as Session
    return { session, cookie: sessions.begin(session) }
  }
  return { sessions, ends, begin, later: (ms: number) => (now += ms) }
}

describe('sessions', () => {
  test('are found by their cookie, and by nothing like it', () => {
    const { sessions, begin } = made()
    const { session, cookie } = begin('a')
    expect(sessions.find(cookie)).toBe(session)
    for (const other of [undefined, '', `${cookie}x`, cookie.slice(1), newSecret()])
      expect(sessions.find(other)).toBeUndefined()
  })

  test('end on the very minute, unless somebody is at work', () => {
    const { sessions, begin, later, ends } = made()
    const { session, cookie } = begin('a')
    later(15 * MINUTE - 1)
    expect(sessions.find(cookie)).toBe(session)
    sessions.wake(session)
    later(15 * MINUTE - 1)
    expect(sessions.find(cookie)).toBe(session)
    later(1)
    expect(sessions.find(cookie)).toBeUndefined()
    expect(ends).toEqual([['a', 'idle']])
  })

  test('end once, with their tokens forgotten after the last word about them', async () => {
    const { sessions, begin, ends } = made()
    const { session } = begin('a')
    expect(await sessions.end(session, 'logout')).toBe(true)
    expect(await sessions.end(session, 'idle')).toBe(false)
    expect(ends).toEqual([['a', 'logout']])
    expect([session.accessToken, session.refreshToken]).toEqual(['', undefined])
  })

  test('that nobody asks for are swept', () => {
    const { sessions, begin, later, ends } = made()
    begin('a')
    later(8 * MINUTE)
    begin('b')
    later(8 * MINUTE)
    sessions.sweep()
    expect([ends, sessions.count()]).toEqual([[['a', 'idle']], 1])
  })

  test('all end when the process does, and nobody is let in any more', async () => {
    const { sessions, begin, ends } = made()
    const { session, cookie } = begin('a')
    begin('b')
    session.refreshing = Promise.reject(new Error('told to whoever reads'))
    await sessions.close()
    expect(ends).toEqual([
      ['a', 'stopped'],
      ['b', 'stopped'],
    ])
    expect([sessions.hasRoom(), sessions.find(cookie), sessions.count()]).toEqual([
      ...[false, undefined, 0],
    ])
  })

  test('are as many as there is room for, once those that are over have gone', () => {
    const { sessions, begin, later } = made(2)
    begin('a')
    begin('b')
    expect(sessions.hasRoom()).toBe(false)
    later(16 * MINUTE)
    expect(sessions.hasRoom()).toBe(true)
  })
})

test('secrets have 256 bits, and are compared whole', () => {
  const secret = newSecret()
  expect(Buffer.from(secret, 'base64url')).toHaveLength(32)
  expect(isSame(secret, secret)).toBe(true)
  for (const other of [undefined, '', newSecret(), secret.replace(/^./, 'é'), `${secret}x`])
    expect(isSame(secret, other)).toBe(false)
})
