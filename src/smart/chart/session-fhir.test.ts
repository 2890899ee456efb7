import { expect, test } from '@jest/globals'
import type { HttpContext } from '../../http/context.ts'
import { tokenKeeper } from '../session/refresh.ts'
import type { Session } from '../session/session.ts'
import type { Sessions } from '../session/sessions.ts'
import { sessionFhir } from './session-fhir.ts'

test('a fault of ours in an exchange is in the log; the read does not reject', async () => {
  const logged: unknown[] = []
  // Casts: only what an exchange touches.
  const log = { error: (fields: unknown) => logged.push(fields) } as unknown as HttpContext['log']
  const deps = { fetch: () => Promise.reject(new TypeError('secret')), now: () => new Date(0) }
  const session = {
    ...{ expiresAt: 0, refreshToken: 'r', accessToken: 'a', refreshing: undefined },
    endpoint: {
      registration: { policy: { id: 'north' }, clientId: 'app', credential: { kind: 'public' } },
      endpoints: { token: 'https://ehr.example/token' },
    },
  } as unknown as Session
  const open = () => {
    throw new Error('nothing is to be read')
  }
  const tokens = tokenKeeper({} as Sessions, deps, () => 1000, log)
  const read = sessionFhir(session, open, tokens).read('Patient/ada', { remainingMs: () => 1000 })
  expect(await read).toEqual({ ok: false, failure: 'unreachable' })
  expect(logged).toMatchObject([{ client: 'north', fault: { name: 'TypeError' } }])
  expect(JSON.stringify(logged)).not.toContain('secret')
})
