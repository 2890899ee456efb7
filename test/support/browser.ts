import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium } from 'playwright-core'

/** Where Chromium is: `CHROMIUM`, or where Debian puts it. */
const PATH = process.env.CHROMIUM ?? '/usr/bin/chromium'

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export interface Browser {
  readonly context: BrowserContext
  close(): Promise<void>
}

/**
 * A real Chromium without a window, on a profile of its own that goes with it.
 *
 * @throws where there is none, with what to do.
 */
export async function openBrowser(): Promise<Browser> {
  if (!existsSync(PATH))
    throw new Error(
      `no Chromium at ${PATH}: install it (Debian: apt-get install chromium), or set CHROMIUM to its path`,
    )
  const profile = mkdtempSync(join(tmpdir(), 'cardstock-chromium-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: PATH,
    headless: true,
    args: ARGS,
  })
  return {
    context,
    async close() {
      await context.close()
      rmSync(profile, { recursive: true, force: true })
    },
  }
}
