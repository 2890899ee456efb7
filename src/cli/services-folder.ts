import { fileURLToPath } from 'node:url'

/** Where the services lie: `CARDSTOCK_SERVICES`, or the project's own folder. */
export function servicesFolder(env: Readonly<Record<string, string | undefined>>): string {
  return env.CARDSTOCK_SERVICES ?? fileURLToPath(new URL('../../services', import.meta.url))
}
