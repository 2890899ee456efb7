import { parseArgs } from 'node:util'
import { loadConfig } from '../config.ts'
import { baseName, plainBase } from '../security/fhir-bases.ts'
import { keyedHash } from '../security/keyed-hash.ts'
import { loadSecret } from '../security/secret.ts'
import type { Registration } from '../smart/registration/registration.ts'
import { recallName } from '../smart/session/recalls.ts'
import { emptyRecord } from '../store/audit.ts'
import { keptStore } from './kept-store.ts'
import { atMost, UsageError } from './usage.ts'

/**
 * `cardstock companion end-sessions`: ends the sessions of a client's users, or of one of them, while the
 * service runs. That it was done is in the audit trail.
 */
export async function companion(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { client: { type: 'string' }, user: { type: 'string' } },
  })
  atMost(positionals, 1)
  const { client, user } = values
  if (positionals[0] !== 'end-sessions' || client === undefined || user === '')
    throw new UsageError('say whose sessions end: companion end-sessions --client <id>')
  const config = loadConfig(env)
  const registration = config.companions.find(({ policy }) => policy.id === client)
  if (registration === undefined) throw new Error(`no client "${client}" has a companion`)
  const { dataDir, secret } = config
  const store = await keptStore(config)
  try {
    const hash = keyedHash(loadSecret({ dataDir, value: secret }))
    const users = user === undefined ? [undefined] : namesOf(user, registration)
    const at = new Date()
    await store.sessionEnds.end(
      users.map((each) => recallName(hash, client, each)),
      at,
    )
    const { tenant } = registration.policy
    await store.audit.recordDurably({
      ...emptyRecord('app-end', at),
      ...{ client, tenant, user: users[0] ?? '', hook: 'end-sessions', status: 200 },
    })
  } finally {
    await store.close()
  }
  const whose = user === undefined ? 'all users' : 'this user'
  process.stdout.write(`sessions of ${whose} at ${client} that were open have ended\n`)
  return 0
}

/** As sessions know people: `Practitioner/7` is one on each FHIR server of the client. */
function namesOf(user: string, { servers }: Registration): readonly string[] {
  if (!/^[A-Z][A-Za-z]+\/[A-Za-z0-9.-]+$/.test(user)) return [plainBase(user) ?? user]
  return servers.map(({ iss }) => `${baseName(iss)}/${user}`)
}
