import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { CANARY, watchLeaks } from '../support/leaks.ts'
import { serve, stop } from '../support/serve.ts'
import { outcomeSchema, responseSchema } from '../support/wire.ts'
import { type Answered, type Client, clientOf } from './client.ts'
import { fuzzCall } from './fuzz-bodies.ts'
import { type Check, check, type Soak } from './soak.ts'

const LANES = 8
const SECRETS = /\bat .+\.ts:\d+|node_modules|SyntaxError|Unexpected token/

/** What is wrong with an answer; empty when nothing is. */
function problemsOf({ status, body }: Answered, isFeedback: boolean): string {
  if (![200, 400, 412].includes(status)) return `status ${status}`
  if (SECRETS.test(body)) return 'the answer tells of our code'
  if (status !== 200 && body.toLowerCase().includes(CANARY)) return 'a refusal tells of the patient'
  if (isFeedback && status === 200) return body === '' ? '' : 'feedback was answered with a body'
  const schema = status === 200 ? responseSchema : outcomeSchema
  return schema.safeParse(JSON.parse(body)).error?.message ?? ''
}

/** Runs one lane; the first failing call, smaller if it can be, with what repeats it. */
async function lane(
  client: Client,
  seed: number,
  numRuns: number,
  statuses: Map<number, number>,
): Promise<string | undefined> {
  const property = fc.asyncProperty(fuzzCall, async ({ path, body }) => {
    const answer = await client.post(path, body)
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
    const problems = problemsOf(answer, path.endsWith('/feedback'))
    if (problems !== '') throw new Error(problems)
  })
  const result = await fc.check(property, { seed, numRuns })
  if (!result.failed) return undefined
  const [call] = result.counterexample ?? []
  const told = call === undefined ? '' : `${call.path} ${call.body.toString('latin1')}`
  return `seed ${seed} path ${result.counterexamplePath}: ${String(result.errorInstance)}: ${told}`
}

export const fuzz: Soak<{ bodies: number; seed: number }> = {
  promise: 'R2',
  title: 'generated bodies: structure, bytes and texts that are no JSON',
  options: { bodies: 1_000_000, seed: 20_261_126 },
  async run({ bodies, seed }, say): Promise<readonly Check[]> {
    const dataDir = mkdtempSync(join(tmpdir(), 'cardstock-fuzz-'))
    const serving = await serve('', { dataDir, env: { LOG_LEVEL: 'trace' } })
    const leaks = watchLeaks(serving)
    const client = clientOf(serving.url, LANES)
    const statuses = new Map<number, number>()
    const count = () => [...statuses.values()].reduce((sum, each) => sum + each, 0)
    const telling = setInterval(() => say(`${count()} bodies`), 30_000)
    const perLane = Math.ceil(bodies / LANES)
    let failures: readonly (string | undefined)[]
    let alive: Answered
    let metrics: Answered
    let code: number | null
    let leaked: readonly string[]
    try {
      failures = await Promise.all(
        Array.from({ length: LANES }, (_, n) => lane(client, seed + n, perLane, statuses)),
      )
      alive = await client.get('/readyz')
      metrics = await client.get('/metrics')
    } finally {
      clearInterval(telling)
      client.close()
      code = await stop(serving)
      leaked = await leaks.found()
      rmSync(dataDir, { recursive: true, force: true })
    }
    const isTold = metrics.body.toLowerCase().includes(CANARY)
    const found = failures.filter((each) => each !== undefined)
    const told = [...statuses].toSorted(([a], [b]) => a - b)
    return [
      check('bodies sent', count(), count() >= bodies),
      check('answers', told.map(([status, n]) => `${n} × ${status}`).join(', '), true),
      // A fuzzer that never gets past the parser tests nothing else.
      check('answered with 200', statuses.get(200) ?? 0, (statuses.get(200) ?? 0) > bodies / 10),
      check('failures', found.join('\n') || '0', found.length === 0),
      check('R20 told in log or files', leaked.join(', ') || '0', leaked.length === 0),
      check('R20 told in metrics', Number(isTold), !isTold),
      check('ready afterwards', alive.status, alive.status === 200),
      check('exit', String(code), code === 0),
    ]
  },
}
