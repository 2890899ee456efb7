import { once } from 'node:events'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { type Serving, serve, stop } from '../support/serve.ts'
import { clientsYaml, makeKey, sign, type TestKey } from '../support/tokens.ts'

const BASE = 'https://cds.example.org'
const ISS = 'https://ehr.example.org'
const PATH = '/cds-services/cardiometabolic-risk'
const body = readFileSync(new URL('../support/requests/patient-view.json', import.meta.url), 'utf8')

/** Until the token's use is on disk; the service writes it a moment after the call. */
async function noted(dataDir: string): Promise<void> {
  const database = new DatabaseSync(join(dataDir, 'cardstock.sqlite'), { readOnly: true })
  while (database.prepare('select 1 from used_token').get() === undefined) await pause(10)
  database.close()
}

describe('T6 R4 a token that was used before a restart is refused', () => {
  let key: TestKey
  beforeAll(async () => {
    key = await makeKey()
  })

  const call = async ({ url }: Serving, jwt: string): Promise<number> => {
    const headers = { authorization: `Bearer ${jwt}`, 'content-type': 'application/json' }
    const answer = await fetch(url + PATH, { method: 'POST', headers, body })
    await answer.arrayBuffer()
    return answer.status
  }
  const fresh = () => sign({ key, iss: ISS, now: Math.floor(Date.now() / 1000) }, BASE + PATH)

  test.each([
    ['that stopped as it was told to', stop],
    [
      'that was killed',
      async ({ child }: Serving) => {
        child.kill('SIGKILL')
        await once(child, 'exit')
      },
    ],
  ])('of a process %s', async (_how, end) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'cardstock-'))
    const client = { id: 'ehr', issuer: ISS, jwks: { keys: [key.jwk] } }
    const config = `publicUrl: ${BASE}\n${clientsYaml(client)}`
    const jwt = await fresh()
    const before = await serve(config, { dataDir })
    expect(await call(before, jwt)).toBe(200)
    if (end !== stop) await noted(dataDir)
    await end(before)
    const after = await serve(config, { dataDir })
    try {
      expect(await call(after, jwt)).toBe(401)
      expect(await call(after, await fresh())).toBe(200)
    } finally {
      await stop(after)
    }
  })
})
