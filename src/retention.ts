import type { Logger } from 'pino'
import type { Config } from './config.ts'
import type { Store } from './store/store.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/**
 * Deletes what is past its time now and once a day, and tells the head of the audit chain to the log,
 * where it stands outside the database: `cardstock audit verify --head` compares it later (T25).
 * Returns what stops it, once a deletion under way is done.
 */
export function startRetention(
  store: Store,
  config: Pick<Config, 'auditRetentionDays' | 'decisionRetentionDays'>,
  log: Logger,
  now: () => Date,
): () => Promise<void> {
  let running: Promise<void> = Promise.resolve()
  const run = async (): Promise<void> => {
    const at = now()
    const before = (days: number) => new Date(at.getTime() - days * DAY_MS).toISOString()
    try {
      const expired = await store.removeExpired({
        auditBefore: before(config.auditRetentionDays),
        decisionsBefore: before(config.decisionRetentionDays),
        now: at,
      })
      log.info({ ...expired, head: await store.audit.head() }, 'retention')
    } catch (error) {
      log.error({ fault: (error as Error).name }, 'what is past its time could not be deleted')
    }
  }
  const again = (): void => {
    running = running.then(run)
  }
  again()
  const timer = setInterval(again, DAY_MS)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await running
  }
}
