import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { loadSecret } from '../../src/security/secret.ts'
import { openSqliteStore } from '../../src/store/sqlite.ts'
import { serve } from '../support/serve.ts'
import { type Client, clientOf } from './client.ts'
import { seeded } from './random.ts'
import { type Check, check, type Soak } from './soak.ts'

/** As fast as they can. */
const CONFIG = 'audit: strict\nopenMode: { ratePerSecond: 100000 }'
const FEEDBACK = '/cds-services/cardiometabolic-risk/feedback'
const CLIENTS = 8

/** What the clients know: every feedback sent, and what was acknowledged under which request id. */
interface Sent {
  readonly cards: Set<string>
  readonly acknowledged: Map<string, string>
}

/** Sends feedback one after the other until the process is gone; what got no answer is sent again. */
async function sendUntilGone(
  client: Client,
  sent: Sent,
  name: string,
  acknowledged: () => void,
): Promise<void> {
  const unanswered = [...sent.cards].filter(
    (card) => card.startsWith(`${name}-`) && !sent.acknowledged.has(card),
  )
  for (let n = 0; ; n += 1) {
    const card = unanswered.pop() ?? `${name}-${sent.cards.size}-${n}`
    sent.cards.add(card)
    const id = `${card}.${n}.${sent.acknowledged.size}`
    const entry = { card, outcome: 'overridden', outcomeTimestamp: '2026-11-24T12:00:00Z' }
    try {
      const { status } = await client.post(FEEDBACK, JSON.stringify({ feedback: [entry] }), id)
      if (status !== 200) throw new Error(`feedback was answered with ${status}`)
      sent.acknowledged.set(card, id)
      acknowledged()
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error
      return
    }
  }
}

async function cycle(dataDir: string, sent: Sent, lifeMs: number): Promise<void> {
  // Feedback is taken while workers still load the rules, and may be lost while they do.
  const { child, url } = await serve(CONFIG, { dataDir, awaitsWorkers: false })
  const exited = once(child, 'exit')
  const client = clientOf(url, CLIENTS)
  // From then on there is something to lose, however busy the machine is.
  const first = Promise.withResolvers<void>()
  const senders = Array.from({ length: CLIENTS }, (_, n) =>
    sendUntilGone(client, sent, `client${n}`, first.resolve),
  )
  await Promise.race([first.promise, Promise.all(senders)])
  await pause(lifeMs)
  child.kill('SIGKILL')
  await Promise.all([exited, ...senders])
  client.close()
}

export const kill: Soak<{ cycles: number; seed: number }> = {
  promise: 'R6',
  title: 'kill -9 at random moments under feedback load',
  options: { cycles: 200, seed: 20_261_126 },
  async run({ cycles, seed }, say): Promise<readonly Check[]> {
    const dataDir = mkdtempSync(join(tmpdir(), 'cardstock-kill-'))
    const random = seeded(seed)
    const sent: Sent = { cards: new Set(), acknowledged: new Map() }
    for (let n = 1; n <= cycles; n += 1) {
      await cycle(dataDir, sent, random() * 300)
      if (n % 20 === 0) say(`${n} cycles, ${sent.acknowledged.size} acknowledged`)
    }
    return await verdict(dataDir, cycles, sent)
  },
}

async function verdict(
  dataDir: string,
  cycles: number,
  { cards, acknowledged }: Sent,
): Promise<readonly Check[]> {
  const file = join(dataDir, 'cardstock.sqlite')
  const store = await openSqliteStore({ file, secret: loadSecret({ dataDir }) })
  const kept: string[] = []
  for await (const { card } of store.feedback({ includeUnverified: true })) kept.push(card)
  const audited = new Set<string>()
  for await (const { requestId } of store.audit.records()) audited.add(requestId)
  const chain = await store.audit.verify()
  await store.close()
  const database = new DatabaseSync(file)
  const integrity = database.prepare('pragma integrity_check').get()?.integrity_check
  database.close()

  const found = new Set(kept)
  const lost = [...acknowledged.keys()].filter((card) => !found.has(card))
  const stray = [...found].filter((card) => !cards.has(card))
  const unaudited = [...acknowledged.values()].filter((id) => !audited.has(id))
  return [
    check('cycles', cycles, true),
    check('feedback acknowledged', acknowledged.size, acknowledged.size >= cycles),
    check('acknowledged and lost', lost.length, lost.length === 0),
    check('kept twice', kept.length - found.size, kept.length === found.size),
    check('kept and never sent', stray.length, stray.length === 0),
    check('acknowledged without audit record', unaudited.length, unaudited.length === 0),
    check('integrity check', String(integrity), integrity === 'ok'),
    check('audit chain', chain.ok ? 'holds' : chain.reason, chain.ok),
  ]
}
