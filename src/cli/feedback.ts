import { parseArgs } from 'node:util'
import { loadConfig } from '../config.ts'
import { feedbackCsv } from '../store/csv.ts'
import { keptStore } from './kept-store.ts'
import { atMost, UsageError } from './usage.ts'

/** `cardstock feedback export`: prints the feedback as CSV. */
export async function feedback(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      since: { type: 'string' },
      service: { type: 'string' },
      unverified: { type: 'boolean', default: false },
    },
  })
  atMost(positionals, 1)
  if (positionals[0] !== 'export') throw new UsageError('say what to do: feedback export')
  const since = values.since === undefined ? undefined : new Date(values.since)
  if (since !== undefined && Number.isNaN(since.getTime()))
    throw new UsageError('--since is not a date: write 2026-01-31 or 2026-01-31T09:00:00Z')
  const store = await keptStore(loadConfig(env))
  try {
    const rows = store.feedback({
      includeUnverified: values.unverified,
      ...(since === undefined ? {} : { since: since.toISOString() }),
      ...(values.service === undefined ? {} : { service: values.service }),
    })
    for await (const line of feedbackCsv(rows)) process.stdout.write(line)
  } finally {
    await store.close()
  }
  return 0
}
