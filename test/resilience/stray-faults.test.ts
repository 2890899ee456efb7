import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { afterEach, expect, test } from '@jest/globals'
import { type Serving, serve, stop } from '../support/serve.ts'
import { servicesWith } from '../support/services-with.ts'

const SERVICE = 'cardiometabolic-risk'
const CANARY = 'Zanzibar Quux'
const body = readFileSync(new URL('../support/requests/patient-view.json', import.meta.url), 'utf8')

let serving: Serving | undefined
afterEach(() => {
  serving?.child.kill('SIGKILL')
})

/** The service with one rule in its own process that leaves this behind in its first call. */
const leaving = async (left: string): Promise<Serving> => {
  const rule = {
    name: 'leaves',
    hook: 'patient-view',
    onlyIfNamed: false,
    body: `if (!Reflect.has(globalThis, 'left')) { Reflect.set(globalThis, 'left', true); ${left} }
    return []`,
  }
  const env = { CARDSTOCK_SERVICES: servicesWith(SERVICE, [rule]) }
  serving = await serve('{ workers: 0, drainMs: 0 }', { env })
  return serving
}

/** The status of one call; on a busy machine the first may come while the loop still stalls from the start. */
async function asked({ url }: Serving): Promise<number> {
  for (;;) {
    const { status } = await fetch(`${url}/cds-services/${SERVICE}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    })
    if (status !== 503) return status
  }
}

/** Gathers what the process prints from now on; `told` resolves to it once the process has ended. */
function printing({ child }: Serving) {
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => {
      output += String(chunk)
    })
  return once(child, 'close').then(([code]) => ({ code, output }))
}

test('16.5.4 T22 a rejection that nobody waits for: told without its message, and the process goes on', async () => {
  const started = await leaving(`Promise.reject(new RangeError('${CANARY}'))`)
  const ended = printing(started)
  for (let call = 0; call < 3; call++) expect(await asked(started)).toBe(200)
  expect(await stop(started)).toBe(0)
  const { output } = await ended
  expect(output).toMatch(/"name":"RangeError","at":"services\/[^"]+\/rule\.ts:\d+"/)
  expect(output).not.toContain(CANARY)
})

test('one that is thrown again and again ends the process all the same', async () => {
  const started = await leaving(`setInterval(() => { throw new RangeError('${CANARY}') }, 1)`)
  const ended = printing(started)
  expect(await asked(started)).toBe(200)
  const { code, output } = await ended
  expect(code).toBe(1)
  expect(output).not.toContain(CANARY)
})

test('16.5.4 T22 an exception that nobody waits for: told without its message, and the process stops as calmly as when told to', async () => {
  const started = await leaving(`setTimeout(() => { throw new RangeError('${CANARY}') }, 0)`)
  const ended = printing(started)
  expect(await asked(started)).toBe(200)
  const { code, output } = await ended
  expect(code).toBe(1)
  expect(output).toMatch(
    /"level":60,[^\n]*"name":"RangeError","at":"services\/[^"]+\/rule\.ts:\d+"/,
  )
  expect(output).toContain('"msg":"stopped"')
  expect(output).not.toContain(CANARY)
})
