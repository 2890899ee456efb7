import { parseArgs } from 'node:util'
import { loadConfig } from '../config.ts'
import type { ChainHead } from '../store/audit.ts'
import { GENESIS } from '../store/audit-chain.ts'
import { auditEvent } from '../store/audit-event.ts'
import type { Store } from '../store/store.ts'
import { keptStore } from './kept-store.ts'
import { atMost, UsageError } from './usage.ts'

/** `cardstock audit export` and `cardstock audit verify`. */
export async function audit(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      since: { type: 'string' },
      until: { type: 'string' },
      head: { type: 'string' },
    },
  })
  atMost(positionals, 1)
  const [action] = positionals
  if (action !== 'export' && action !== 'verify')
    throw new UsageError('say what to do: audit export, audit verify')
  const since = instant('--since', values.since)
  const until = instant('--until', values.until)
  const kept = headOf(values.head)
  const config = loadConfig(env)
  const store = await keptStore(config)
  try {
    if (action === 'verify') return await verified(store, kept)
    const filter = {
      ...(since === undefined ? {} : { since }),
      ...(until === undefined ? {} : { until }),
    }
    for await (const record of store.audit.records(filter))
      process.stdout.write(`${JSON.stringify(auditEvent(record, config.publicUrl))}\n`)
    return 0
  } finally {
    await store.close()
  }
}

async function verified(store: Store, kept: ChainHead | undefined): Promise<number> {
  const verdict = await store.audit.verify(kept)
  if (!verdict.ok) {
    process.stderr.write(`cardstock: record ${verdict.seq}: ${verdict.reason}\n`)
    return 1
  }
  const { records, head } = verdict
  process.stdout.write(`${records} records hold; head ${head.seq}:${head.mac}\n`)
  return 0
}

function instant(option: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const time = new Date(text)
  if (Number.isNaN(time.getTime()))
    throw new UsageError(`${option} is not a date: write 2026-01-31 or 2026-01-31T09:00:00Z`)
  return time.toISOString()
}

/** A head as the log and `verify` tell it. */
function headOf(text: string | undefined): ChainHead | undefined {
  if (text === undefined) return undefined
  // As the log has it before the first record.
  if (text === '0:') return GENESIS
  const [, seq, mac] = /^(\d{1,15}):([\w-]{43})$/.exec(text) ?? []
  if (seq === undefined || mac === undefined)
    throw new UsageError('--head is not a head: copy it from the log or from audit verify')
  return { seq: Number(seq), mac }
}
