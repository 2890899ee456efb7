import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { type Serving, serve, stop } from '../../support/serve.ts'
import { idOf, servicesWith, titleOf } from '../../support/services-with.ts'
import { BAD_RULES } from './bad-rules.ts'
import { call, orderSign, type Reply, workersReady } from './calls.ts'

const SERVICE = 'medication-safety'
const WORKERS = 2
/** The pool keeps one more than work. */
const SPARE = 1
/** The service with every bad rule loaded; each acts only when a call names it. */
let serving: Serving
let said = ''
let well: Reply

beforeAll(async () => {
  const rules = Object.entries(BAD_RULES).map(([name, { body }]) => ({
    name,
    body,
    onlyIfNamed: true,
  }))
  const services = servicesWith(SERVICE, rules)
  serving = await serve(`{ workers: ${WORKERS}, openMode: { deadlineMs: 20000 } }`, {
    env: { CARDSTOCK_SERVICES: services },
  })
  serving.child.stdout?.on('data', (chunk) => {
    said += String(chunk)
  })
  well = await call(serving.url, SERVICE, orderSign())
})
afterAll(() => {
  serving.child.kill('SIGKILL')
})

/** Resolves when the log says something of a rule. */
async function logged(rule: string, message: string): Promise<void> {
  const isSaid = () =>
    said.split('\n').some((line) => line.includes(`${idOf(rule)}"`) && line.includes(message))
  while (!isSaid()) await new Promise((resolve) => setTimeout(resolve, 10))
}

const metric = async (rule: string, outcome: string): Promise<number> => {
  const text = await (await fetch(`${serving.url}/metrics`)).text()
  const line = text
    .split('\n')
    .find((each) => each.includes(`rule="${idOf(rule)}"`) && each.includes(`outcome="${outcome}"`))
  return Number(line?.split(' ').at(-1) ?? 0)
}

describe('R18 a bad rule costs its own cards and nothing else', () => {
  beforeEach(() => workersReady(serving.url, WORKERS + SPARE))

  test('the real rules have something to say, and nothing is amiss at first', () => {
    expect(well.status).toBe(200)
    expect(well.real.length).toBeGreaterThan(0)
    expect(well.gap).not.toContain('Bad')
  })

  test.each(Object.entries(BAD_RULES))('%s', async (name, { signs }) => {
    const { status, real, gap } = await call(serving.url, SERVICE, orderSign(name))
    expect([status, real]).toEqual([200, well.real])
    const outcomes = signs.filter((sign) => sign === 'failed' || sign === 'late')
    if (outcomes.length > 0) {
      expect(gap).toContain(titleOf(name))
      const counted = await Promise.all(outcomes.map((outcome) => metric(name, outcome)))
      expect(counted.reduce((sum, each) => sum + each)).toBe(1)
    } else expect(gap).toBe(well.gap)
    if (signs.includes('thrown')) await logged(name, 'thrown where nobody waited')
    if (signs.includes('replaced')) await logged(name, 'worker replaced')
  })

  test('T22 what a rule prints goes nowhere, and what it throws is not quoted', () => {
    expect(said).not.toContain('CANARY')
    expect(said).not.toContain('Ada is here')
  })

  test('afterwards all is as before, and the process ends as it should', async () => {
    expect(await call(serving.url, SERVICE, orderSign())).toEqual(well)
    expect((await fetch(`${serving.url}/readyz`)).status).toBe(200)
    expect(await stop(serving)).toBe(0)
  })
})
