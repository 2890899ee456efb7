import type { Client } from '../client.ts'
import type { Config } from '../config.ts'
import { isEntitled } from '../engine/client-policy.ts'
import type { Registry } from '../engine/registry.ts'
import { servedUnder } from '../http/context.ts'
import { readToken } from '../security/bearer-token.ts'
import { STEPS, type Step, verifyToken } from '../security/client-trust.ts'
import type { KeySource } from '../security/public-keys.ts'
import { TRUST_REASONS, Untrusted } from '../security/untrusted.ts'
import { UsageError } from './usage.ts'

interface Question {
  readonly token: string
  /** The address that is called; undefined: the one that the token says. */
  readonly url: string | undefined
  readonly at: Date
}

interface Known {
  readonly config: Pick<Config, 'clients' | 'services'>
  readonly registry: Registry
  readonly keysOf: (client: Client) => KeySource
}

type Print = (line: string) => void

const HELD: Readonly<Record<Step, string>> = {
  form: 'it is a signed JWT in compact form',
  issuer: 'iss is that of a client',
  header: 'alg, kid, typ and jku are as registered',
  claims: 'aud, exp, iat, nbf and jti are in order',
  key: 'the client has a key of this kid',
  signature: 'the signature fits the key',
}

/** Judges a token by the code that the service runs, and tells step by step. True where it is taken. */
export async function explainToken(
  { token, url, at }: Question,
  { config, registry, keysOf }: Known,
  print: Print,
): Promise<boolean> {
  const paths = url === undefined ? pathsSaid(token) : pathsCalled(url)
  print(`\ntoken, for a call of ${paths[0]} at ${at.toISOString()}`)
  const held: Step[] = []
  try {
    const { client, tenant } = await verifyToken(`Bearer ${token}`, paths, {
      clientsOf: (issuer) => config.clients.filter((client) => client.issuer === issuer),
      keysOf,
      now: () => at,
      onStep: (step, client) => {
        held.push(step)
        print(`  ok  ${HELD[step]}${step === 'issuer' ? `: ${client?.id}` : ''}`)
      },
    })
    print('  --  whether it was used before, only the running service knows')
    const problem = addressProblem(client, tenant, paths, { config, registry })
    print(problem === undefined ? `taken: ${client.id}` : `taken, but ${problem}`)
    return problem === undefined
  } catch (error) {
    if (!(error instanceof Untrusted)) throw error
    print(`  NO  ${TRUST_REASONS[error.reason]}`)
    if (error.detail !== '') print(`      ${error.detail}`)
    print(`refused: ${error.reason} (step ${held.length + 1} of ${STEPS.length})`)
    return false
  }
}

/** What a call of this address may mean by `aud`; a feedback call may mean its service (`FB-12`). */
function pathsCalled(url: string): readonly [string, ...string[]] {
  // As the router takes it: of a query and of a slash at the end nothing is left.
  const [called = ''] = url.split(/[?#]/)
  const at = called.lastIndexOf('/cds-services')
  if (at === -1) throw new UsageError('--url is none of ours: it has no /cds-services in it')
  const path = called.slice(at).replace(/\/$/, '')
  return path.endsWith('/feedback') ? [path, path.slice(0, -'/feedback'.length)] : [path]
}

/** The first address of ours that the token is for; discovery where there is none. */
function pathsSaid(token: string): readonly [string, ...string[]] {
  let aud: unknown
  try {
    aud = readToken(token).payload.aud
  } catch (error) {
    if (!(error instanceof Untrusted)) throw error // it is told with the first step
  }
  const own = [aud]
    .flat()
    .find((each) => typeof each === 'string' && each.includes('/cds-services'))
  return typeof own === 'string' ? pathsCalled(own) : ['/cds-services']
}

const ADDRESS = /^\/cds-services(?:\/([^/]+)(?:\/feedback)?)?$/

/** What the client hears although it is recognized. */
function addressProblem(
  { id, policies }: Client,
  tenant: string | undefined,
  [path = '']: readonly string[],
  known: Pick<Known, 'config' | 'registry'>,
): string | undefined {
  const found = ADDRESS.exec(path)
  if (found === null) return `there is nothing at ${path}: the answer is 404`
  const [, service] = found
  if (service === undefined) return undefined
  if (servedUnder(known, service) === undefined)
    return known.registry.has(service)
      ? `"${service}" is switched off (services): the answer is 404`
      : `there is no service "${service}": the answer is 404`
  return isEntitled(policies.get(tenant ?? '') ?? {}, service)
    ? undefined
    : `"${service}" is not among the services of ${id}: the answer is 403`
}
