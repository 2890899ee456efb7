import { randomUUID } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { nodeScoreCache } from '../../src/cache/node-score-cache.ts'
import type { ClientPolicy } from '../../src/engine/client-policy.ts'
import { type EngineDeps, evaluate } from '../../src/engine/evaluate.ts'
import { loadServices } from '../../src/engine/load-services.ts'
import type { Registry } from '../../src/engine/registry.ts'
import type { OpenFhir } from '../../src/fhir/client.ts'
import { keyedHash } from '../../src/security/keyed-hash.ts'
import { bodyOf, FORMS, type Form, resourcesOf } from './interleave-patients.ts'
import { seeded } from './random.ts'
import { type Check, check, type Soak } from './soak.ts'

/** Whose data, in which form they are sent. */
interface Case {
  readonly tenant: number
  readonly patient: number
  readonly form: Form
}

const NOW = new Date('2026-11-24T12:00:00Z')
const SECRET = new Uint8Array(32).fill(7)
const UUID = /[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}/g

const policyOf = (tenant: number): ClientPolicy => ({
  id: `client-${tenant}`,
  tenant: `tenant-${tenant}`,
  profile: '2.0.1',
  capabilities: { systemActions: false },
  deadlineMs: 600_000,
  fhirTimeoutMs: 600_000,
  fhirServers: [`https://ehr-${tenant}.example/fhir`],
  internalFhirServers: [],
  loopbackFhir: false,
  openFhir: false,
  httpsOnly: true,
  maxCards: 50,
  gapCardFor412: true,
  strict: false,
})

/** Each tenant's FHIR server, in memory: it gives what its token's tenant owns, some turns later. */
function fhirOf(turns: () => number): OpenFhir {
  return ({ server, token }) => ({
    async read(query) {
      for (let left = turns(); left > 0; left -= 1) await nextTurn()
      const tenant = Number(/ehr-(\d+)/.exec(server)?.[1])
      if (token !== `token-${tenant}`) return { ok: false, failure: 'denied' }
      const patient = Number(/p(\d+)/.exec(query)?.[1])
      const type = /^[A-Za-z]+/.exec(query)?.[0] ?? ''
      const found = resourcesOf(tenant, patient, type, query)
      if (query.startsWith('Patient/')) {
        const [resource] = found
        return resource === undefined
          ? { ok: false, failure: 'not-found' }
          : { ok: true, resource, partial: false }
      }
      const entry = found.map((resource) => ({ resource }))
      const resource = { resourceType: 'Bundle', type: 'searchset', entry }
      return { ok: true, resource, partial: false }
    },
  })
}

function depsOf(turns: () => number): EngineDeps {
  return {
    now: () => NOW,
    monotonic: () => performance.now(),
    newId: randomUUID,
    openFhir: fhirOf(turns),
    scoreCache: nodeScoreCache(),
    hash: keyedHash(SECRET),
    companionUrl: 'https://cds.example/app/launch',
  }
}

async function answer(each: Case, registry: Registry, deps: EngineDeps): Promise<string> {
  const { service, text } = bodyOf(each.tenant, each.patient, each.form)
  const loaded = registry.get(service)
  if (loaded === undefined) throw new Error(`no service ${service}`)
  const made = await evaluate(text, loaded, policyOf(each.tenant), deps)
  const said = made.ok
    ? made.text
    : JSON.stringify({ refused: made.error.code, why: made.error.problems })
  return said.replaceAll(UUID, 'uuid')
}

const nameOf = ({ tenant, patient, form }: Case) => `${tenant} ${patient} ${form}`

/** What each case is answered when nobody else ever calls: once whole, then as asked. */
async function alone(cases: readonly Case[], registry: Registry): Promise<Map<string, string>> {
  const answers = new Map<string, string>()
  for (const each of cases) {
    const deps = depsOf(() => 0)
    await answer({ ...each, form: 'orders' }, registry, deps)
    answers.set(nameOf(each), await answer(each, registry, deps))
    deps.scoreCache.close()
  }
  return answers
}

export const interleave: Soak<
  Record<'requests' | 'patients' | 'tenants' | 'atOnce' | 'seed', number>
> = {
  promise: 'R5',
  title: 'interleaved calls of tenants with equal patient ids, one cache',
  options: { requests: 100_000, patients: 200, tenants: 5, atOnce: 32, seed: 20_261_126 },
  async run({ requests, patients, tenants, atOnce, seed }, say): Promise<readonly Check[]> {
    const registry = await loadServices(new URL('../../services', import.meta.url).pathname)
    const random = seeded(seed)
    const below = (most: number) => Math.floor(random() * most)
    const people = Array.from({ length: tenants * patients }, (_, n) => ({
      tenant: n % tenants,
      patient: Math.floor(n / tenants),
    }))
    const cases = people.flatMap((each) => FORMS.map((form) => ({ ...each, form })))
    const expected = await alone(cases, registry)
    say(`${expected.size} answers computed alone`)

    const deps = depsOf(() => below(4))
    for (const each of people) await answer({ ...each, form: 'orders' }, registry, deps)
    let sent = 0
    const wrong: string[] = []
    const caller = async (): Promise<void> => {
      while (sent < requests) {
        sent += 1
        const each = cases[below(cases.length)]
        if (each === undefined) throw new Error('no cases')
        const name = nameOf(each)
        if ((await answer(each, registry, deps)) !== expected.get(name)) wrong.push(name)
        if (sent % 20_000 === 0) say(`${sent} calls`)
      }
    }
    await Promise.all(Array.from({ length: atOnce }, caller))
    const { hits } = deps.scoreCache.counts()
    deps.scoreCache.close()
    const distinct = new Set(expected.values()).size
    return [
      check('calls', sent, sent >= requests),
      check('patients of tenants', people.length, true),
      // Answers that were all alike could not be mixed up.
      check('distinct answers', distinct, distinct > people.length),
      check('scores from the cache', hits, hits > requests / 10),
      check('answers unlike the one computed alone', wrong.length, wrong.length === 0),
      ...wrong.slice(0, 3).map((name) => check('such as (tenant, patient, form)', name, false)),
    ]
  },
}
