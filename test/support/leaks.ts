import { createReadStream, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { Serving } from './serve.ts'

/** Stands in ids, names and tokens; in no other word, and in nothing that is random. */
export const CANARY = 'zaphodine-quux'

/** A request of the project's own with canaries for its patient, user and `hookInstance`. */
export function planted(text: string): string {
  return text
    .replaceAll(/\b(?:ada|bruno|carla|bench)\b/gi, (id) => `${CANARY}-${id}`)
    .replaceAll('Practitioner/p1', `Practitioner/${CANARY}-p1`)
    .replace(/("hookInstance"\s*:\s*")[^"]*/, `$1${CANARY}-instance`)
    .replace('"gender"', `"name":[{"family":"${CANARY}"}],"gender"`)
}

/** The same with a FHIR server and a token for it. */
export function authorized(text: string, fhirServer: string): string {
  const access = { access_token: `${CANARY}-token`, token_type: 'Bearer', expires_in: 300 }
  const fhirAuthorization = { ...access, scope: 'patient/*.read', subject: 'us' }
  return JSON.stringify({ ...JSON.parse(text), fhirServer, fhirAuthorization })
}

export interface LeakWatch {
  /** Places where a canary was seen; to be asked when the process has ended. */
  found(): Promise<readonly string[]>
}

/** Looks for canaries in all that a service prints from now on, and in the files of its data folder. */
export function watchLeaks({ child, env }: Serving): LeakWatch {
  const folder = env.CARDSTOCK_DATA
  if (folder === undefined) throw new Error('the service has no data folder of its own')
  const printed = (['stdout', 'stderr'] as const).map((name) => {
    const stream = child[name]
    if (stream === null) throw new Error(`${name} of the service cannot be read`)
    return { name, seen: seenIn(stream) }
  })
  return {
    async found() {
      const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => statSync(join(folder, name)).isFile())
        .map((name) => ({ name, seen: seenIn(createReadStream(join(folder, name))) }))
      const all = [...printed, ...files]
      const told = await Promise.all(
        all.map(async ({ name, seen }) => ((await seen) ? [name] : [])),
      )
      return told.flat()
    },
  }
}

/** Whether a canary came by until the stream ended. What was printed may be more than memory holds. */
async function seenIn(stream: Readable): Promise<boolean> {
  let tail = ''
  let seen = false
  for await (const chunk of stream) {
    const text = tail + Buffer.from(chunk).toString('latin1').toLowerCase()
    seen ||= text.includes(CANARY)
    tail = text.slice(1 - CANARY.length)
  }
  return seen
}
