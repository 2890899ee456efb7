import { execFile } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { type FhirServer, startFhirServer } from '../../test/support/fhir-server.ts'
import { openFhirclient } from './fhirclient.ts'

const patient = { resourceType: 'Patient', id: '1' }

let server: FhirServer
beforeEach(async () => {
  server = await startFhirServer({ resources: [patient], pageSize: 1 })
})
afterEach(() => server.close())

function read(query: string, remainingMs: number) {
  return openFhirclient()({ reach: 'loopback', server: server.url }).read(query, {
    remainingMs: () => remainingMs,
  })
}

describe('FRA-05 a read ends with its time', () => {
  test.each(['stall', 'drip'] as const)('on a server that answers with a %s', async (fault) => {
    server.fail('/Patient/1', fault)
    expect(await read('Patient/1', 300)).toEqual({ ok: false, failure: 'timeout' })
  })

  test('an error is known by its status, however slowly its body drips', async () => {
    server.fail('/Patient/1', (response) => {
      response.writeHead(500, { 'content-type': 'text/plain' }).write('never')
    })
    expect(await read('Patient/1', 10_000)).toEqual({ ok: false, failure: 'broken' })
  })

  test('with what arrived, where a later page stalls', async () => {
    server.load([patient, { resourceType: 'Patient', id: '2' }])
    server.fail('', 'stall')
    let asked = 0
    const client = openFhirclient()({ reach: 'loopback', server: server.url })
    const fetched = await client.read('Patient?_sort=birthdate', {
      remainingMs: () => {
        asked += 1
        return asked === 1 ? 10_000 : 300
      },
    })
    expect(fetched).toMatchObject({
      ok: true,
      partial: true,
      resource: { entry: [{ resource: { id: '1' } }] },
    })
  })

  test('the connection is gone afterwards', async () => {
    const arrived = Promise.withResolvers<void>()
    const gone = Promise.withResolvers<void>()
    server.fail('/Patient/1', (response) => {
      response.once('close', gone.resolve)
      arrived.resolve()
    })
    const answer = read('Patient/1', 1_000)
    await arrived.promise
    expect(await answer).toEqual({ ok: false, failure: 'timeout' })
    await gone.promise
  })

  test('and so is one that the server would keep open', async () => {
    const gone = Promise.withResolvers<void>()
    const patientServer = createServer({ keepAliveTimeout: 0 }, (request, response) => {
      request.socket.once('close', () => gone.resolve())
      response.setHeader('content-type', 'application/fhir+json')
      response.end(JSON.stringify(patient))
    })
    await new Promise<void>((resolve) => patientServer.listen(0, '127.0.0.1', resolve))
    try {
      const { port } = patientServer.address() as AddressInfo // listens on TCP
      const client = openFhirclient()({ reach: 'loopback', server: `http://127.0.0.1:${port}` })
      expect(await client.read('Patient/1', { remainingMs: () => 10_000 })).toMatchObject({
        ok: true,
      })
      await gone.promise
    } finally {
      patientServer.closeAllConnections()
      patientServer.close()
    }
  })

  test.each([0, -5, Number.NaN])('%d ms left: nothing is sent', async (remainingMs) => {
    expect(await read('Patient/1', remainingMs)).toEqual({ ok: false, failure: 'timeout' })
    expect(server.requests).toHaveLength(0)
  })

  test.each([2 ** 40, Infinity])('%d ms are not too many for a timer', async (remainingMs) => {
    expect(await read('Patient/1', remainingMs)).toMatchObject({ ok: true })
  })
})

test('after the last answer nothing keeps a process alive and nothing rejects unseen', async () => {
  const faults = ['stall', 'drip', 'reset', 'cut-off', 'html', 'half-json', 'empty'] as const
  for (const fault of faults) server.fail(`/Patient/${fault}`, fault)
  server.fail('/Patient/s401', 401)
  const queries = [...faults.map((fault) => `Patient/${fault}`), 'Patient/s401', 'Patient/1']
  const script = `
    import { openFhirclient } from ${JSON.stringify(new URL('fhirclient.ts', import.meta.url))}
    const client = openFhirclient()({ reach: 'loopback', server: ${JSON.stringify(server.url)}, token: 'SECRET' })
    // An hour for what is quick: a timer left behind would keep the process alive for as long.
    const read = (query) =>
      client.read(query, { remainingMs: () => (/stall|drip/.test(query) ? 3000 : 3_600_000) })
    const answers = await Promise.all(${JSON.stringify(queries)}.map(read))
    console.log(JSON.stringify(answers.map((answer) => answer.failure ?? 'ok')))`
  // Killed, and so failed, where it does not end by itself. DEBUG: the package must not log tokens.
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--no-warnings', '--input-type=module', '--eval', script],
    { timeout: 20_000, env: { ...process.env, DEBUG: '*' } },
  )
  expect(JSON.parse(stdout)).toEqual([
    'timeout',
    'timeout',
    'unreachable',
    'unreachable',
    'rubbish',
    'rubbish',
    'rubbish',
    'denied',
    'ok',
  ])
  expect(stderr).toBe('')
}, 30_000)
