import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** One folder for all that a run of the tests makes, its processes too; it goes when the run ends. */
export default function tempHome() {
  const home = mkdtempSync(join(tmpdir(), 'cardstock-tests-'))
  process.env.TMPDIR = home
  process.once('exit', () => {
    try {
      rmSync(home, { recursive: true, force: true, maxRetries: 3 })
    } catch {
      // A folder that a test closed to its user stays; that is no failure of the tests.
    }
  })
}
