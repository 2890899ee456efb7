import { expect, test } from '@jest/globals'
import type { Registration } from '../registration/registration.ts'
import { challengeOf, createLaunches, type Launch } from './launches.ts'

const MINUTE = 60_000
const of = (client: string, scope = 'launch'): Launch => ({
  // Cast: nothing else of it is looked at.
  registration: { policy: { id: client, tenant: client } } as unknown as Registration,
  server: { iss: 'https://ehr.example.org/fhir', reach: 'public' },
  endpoints: {
    authorize: 'https://ehr.example.org/authorize',
    token: 'https://ehr.example.org/token',
    tellsIssuer: true,
    capabilities: [],
  },
  ...{ scope, redirectUri: 'https://cds.example.org/app/callback/north', framed: false },
  ...{ verifier: `v-${client}`, nonce: `n-${client}` },
})

test('a launch comes back whole, to whoever has its state and what was sealed for it', () => {
  const launches = createLaunches(() => 0)
  const [one, other] = [launches.begin(of('north')), launches.begin(of('south'))]
  expect(launches.find(one.state, one.sealed)).toEqual(of('north'))
  expect(launches.find(other.state, other.sealed)).toEqual(of('south'))
})

test('and to nobody else: without it, with that of another, altered, or of another process', () => {
  const launches = createLaunches(() => 0)
  const [{ state, sealed }, other] = [launches.begin(of('north')), launches.begin(of('north'))]
  const at = sealed.length - 20
  const altered = `${sealed.slice(0, at)}${sealed[at] === 'A' ? 'B' : 'A'}${sealed.slice(at + 1)}`
  for (const given of [undefined, '', 'v1.', other.sealed, altered, sealed.slice(0, -4)])
    expect(launches.find(state, given)).toBeUndefined()
  for (const named of ['', other.state, `${state}x`, 'x'.repeat(5000)])
    expect(launches.find(named, sealed)).toBeUndefined()
  expect(createLaunches(() => 0).find(state, sealed)).toBeUndefined()
  expect(launches.find(state, sealed)).toEqual(of('north'))
})

test('a state is spent once, within ten minutes', () => {
  let now = 0
  const launches = createLaunches(() => now)
  const [first, second] = [launches.begin(of('north')), launches.begin(of('north'))]
  expect(launches.spend(first.state)).toBe(true)
  expect(launches.find(first.state, first.sealed)).toBeUndefined()
  now = 10 * MINUTE - 1
  expect(launches.find(second.state, second.sealed)).toBeDefined()
  now = 10 * MINUTE
  expect(launches.find(second.state, second.sealed)).toBeUndefined()
})

test('20,000 that nobody finishes leave an earlier one as it was', () => {
  const launches = createLaunches(() => 0)
  const { state, sealed } = launches.begin(of('north'))
  for (let n = 0; n < 20_000; n += 1) launches.begin(of('north'))
  expect(launches.find(state, sealed)).toEqual(of('north'))
})

test('where there is no room to remember what is spent, it is said; ten minutes make room', () => {
  let now = 0
  const launches = createLaunches(() => now, 2)
  const spend = () => launches.spend(launches.begin(of('north')).state)
  expect([spend(), spend(), spend()]).toEqual([true, true, false])
  now = 10 * MINUTE
  expect(spend()).toBe(true)
})

test('what launches have in common outlives the last of them, and no longer', () => {
  let now = 0
  const launches = createLaunches(() => now)
  launches.begin(of('north', 'launch'))
  now = 9 * MINUTE
  const late = launches.begin(of('north', 'launch'))
  now = 18 * MINUTE
  launches.begin(of('north', 'launch/patient'))
  expect(launches.find(late.state, late.sealed)).toEqual(of('north', 'launch'))
})

test('what lies in the browser is short, whatever the server and its scopes are called', () => {
  const launches = createLaunches(() => 1e9)
  const long = of('north', 'patient/Observation.rs '.repeat(500))
  const verifier = 'x'.repeat(43)
  const { sealed } = launches.begin({ ...long, verifier, nonce: verifier })
  expect(sealed).toMatch(/^[\w.-]{100,400}$/)
})

test('the challenge of RFC 7636, appendix B', () => {
  expect(challengeOf('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe(
    'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  )
})
