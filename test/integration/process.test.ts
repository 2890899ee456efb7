import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { describe, expect, test } from '@jest/globals'
import { startFhirServer } from '../support/fhir-server.ts'
import { MAIN, serve, stop } from '../support/serve.ts'

const body = readFileSync(new URL('../support/requests/patient-view.json', import.meta.url), 'utf8')

const post = (url: string, json: string) =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: json })

describe('the process', () => {
  test('answers, keeps feedback, exports it as CSV, and stops cleanly', async () => {
    const running = await serve()
    const { cards } = (await (
      await post(`${running.url}/cds-services/cardiometabolic-risk`, body)
    ).json()) as {
      cards: { uuid: string; suggestions: { uuid: string }[] }[]
    }
    const [card] = cards
    const entry = {
      card: card?.uuid,
      outcome: 'accepted',
      acceptedSuggestions: [{ id: card?.suggestions[0]?.uuid }],
      outcomeTimestamp: '2026-11-24T12:00:00+01:00',
    }
    const feedback = `${running.url}/cds-services/cardiometabolic-risk/feedback`
    const answer = await post(feedback, JSON.stringify({ feedback: [entry, entry] }))
    expect([answer.status, await answer.text()]).toEqual([200, ''])
    const bad = await post(
      feedback,
      JSON.stringify({ feedback: [entry, { ...entry, outcome: 'liked' }] }),
    )
    expect(bad.status).toBe(400)
    expect(await bad.text()).toContain('feedback[1].outcome')
    expect(await stop(running)).toBe(0)

    const { stdout } = await promisify(execFile)(process.execPath, [MAIN, 'feedback', 'export'], {
      env: running.env,
    })
    const [header, row, ...rest] = stdout.trim().split('\r\n')
    expect(header).toContain('outcomeTimestamp')
    expect(row).toContain('diabetes-screening')
    expect(row).toContain('2026-11-24T11:00:00.000Z')
    expect(rest).toEqual([])
  })

  test.each([
    ['feedback', 'export'],
    ['audit', 'export'],
    ['audit', 'verify'],
  ])('%s %s says that nothing is kept there, or no key, and makes neither', async (...command) => {
    const dir = mkdtempSync(join(tmpdir(), 'cardstock-none-'))
    const env = { ...process.env, CARDSTOCK_DATA: dir, CARDSTOCK_SECRET: undefined }
    const ran = () =>
      promisify(execFile)(process.execPath, [MAIN, ...command], { env }).catch((error) => error)
    expect(await ran()).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('there is no database at'),
    })
    writeFileSync(join(dir, 'cardstock.sqlite'), '')
    expect(await ran()).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('secret.key is missing'),
    })
    expect(readdirSync(dir)).toEqual(['cardstock.sqlite'])
  })

  test('a command ends quietly when nobody reads on', async () => {
    const child = spawn(process.execPath, [MAIN, 'score', '-'])
    const said = text(child.stderr)
    const line = `${JSON.stringify({ id: 1, module: 'lace', inputs: {} })}\n`
    child.stdin.write(line)
    await once(child.stdout, 'data')
    child.stdout.destroy()
    const exited = once(child, 'exit')
    // It may be gone before the last line is written.
    child.stdin.on('error', () => undefined)
    const more = setInterval(() => child.stdin.write(line), 20)
    const [code] = await exited
    clearInterval(more)
    expect([code, await said]).toEqual([0, ''])
  })

  test('finishes what is in flight on SIGTERM', async () => {
    const fhir = await startFhirServer({ resources: [{ resourceType: 'Patient', id: 'ada' }] })
    const running = await serve()
    try {
      fhir.fail(/Condition/, 'stall')
      const request = JSON.parse(body)
      const slow = post(
        `${running.url}/cds-services/cardiometabolic-risk`,
        JSON.stringify({
          ...request,
          fhirServer: fhir.url,
          prefetch: { patient: request.prefetch.patient },
        }),
      )
      // The call is in flight once the FHIR server has been asked.
      while (fhir.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
      const exited = once(running.child, 'exit')
      running.child.kill('SIGTERM')
      const answer = await slow
      expect([200, 412]).toContain(answer.status)
      await answer.text()
      expect((await exited)[0]).toBe(0)
    } finally {
      running.child.kill('SIGKILL')
      await fhir.close()
    }
  })

  test('ends at once where its port is taken, whatever was built before', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    // Listening on TCP, so the address is not a pipe's name.
    const { port } = other.address() as AddressInfo
    const dir = mkdtempSync(join(tmpdir(), 'cardstock-'))
    const config = join(dir, 'config.yaml')
    writeFileSync(config, 'workers: 2')
    const own = { PORT: String(port), CARDSTOCK_DATA: dir, CARDSTOCK_CONFIG: config }
    const child = spawn(process.execPath, [MAIN, 'serve'], {
      env: { ...process.env, ...own },
      // One that does not end by itself is ended.
      ...{ timeout: 40_000, killSignal: 'SIGKILL' },
    })
    child.stdout.resume()
    try {
      const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
      expect(said).toMatch(/^cardstock: .*EADDRINUSE/)
      expect(code).toBe(1)
      // The store was closed: what stands beside an open database is gone.
      expect(readdirSync(dir).toSorted()).toEqual(['cardstock.sqlite', 'config.yaml', 'secret.key'])
    } finally {
      other.close()
    }
  })

  test('T11 does not start where its heap has no room for the bodies that it may take', async () => {
    const config = 'bodiesLimitBytes: 268435456'
    const env = { NODE_OPTIONS: '' }
    await expect(serve(config, { env })).rejects.toThrow(
      /bodiesLimitBytes is 268435456: .*--max-old-space-size=640/,
    )
    const larger = await serve(config, { env: { NODE_OPTIONS: '--max-old-space-size=640' } })
    expect(await stop(larger)).toBe(0)
  })

  test('names a setting that is wrong and does not start', async () => {
    for (const [env, named] of [
      [{ HOST: '0.0.0.0' }, 'HOST is "0.0.0.0", but no clients are configured'],
      [{ PORT: 'eighty' }, 'PORT'],
      [{ CARDSTOCK_CONFIG: '/nowhere.yaml' }, 'CARDSTOCK_CONFIG'],
      [
        {
          CARDSTOCK_SECRET: 'short',
          CARDSTOCK_DATA: mkdtempSync(join(tmpdir(), 'cardstock-')),
          PORT: '0',
        },
        'CARDSTOCK_SECRET',
      ],
    ] as const) {
      const child = spawn(process.execPath, [MAIN, 'serve'], { env: { ...process.env, ...env } })
      const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
      expect(said).toContain(named)
      expect(code).toBe(1)
    }
  })
})
