import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { type Browser, type Companion, startCompanion } from '../support/companion.ts'
import { resources } from '../support/companion-patient.ts'
import { type SmartServer, startSmartServer } from '../support/smart-server.ts'
import { makeKey } from '../support/tokens.ts'

const NORTH = 'https://north.example.org'
const SOUTH = ['https://south.example.org', 'https://portal.south.example.org']

/** Two tenants: what of one may frame the app may not of the other. */
let app: Companion
let south: SmartServer
beforeEach(async () => {
  south = await startSmartServer('ada', resources)
  const { jwk } = await makeKey()
  app = await startCompanion({
    ...{ patient: 'ada', resources, companion: { frameAncestors: [NORTH] } },
    others: [
      {
        ...{ id: 'south', issuer: 'https://south.example.org', jwks: { keys: [jwk] } },
        internalFhirServers: [south.iss],
        companion: { clientId: 'app-2', frameAncestors: SOUTH },
      },
    ],
  })
})
afterEach(async () => {
  await app.close()
  await south.close()
})

const opened = async (iss: string): Promise<Browser> => {
  const by = app.browser()
  const { location } = await by.get(await app.launched(by, iss))
  expect((await by.get(location)).status).toBe(303)
  by.csrf = (await by.get('/app/api/session')).json.csrf
  return by
}
const ancestors = async (by: Browser) =>
  /frame-ancestors ([^;]*)/.exec(
    (await by.get('/app/')).headers.get('content-security-policy') ?? '',
  )?.[1]

test('in a frame each cookie is kept in the jar of the site around it', async () => {
  const by = app.browser()
  const launch = await by.get(`/app/launch?iss=${encodeURIComponent(app.ehr.iss)}&launch=a`)
  const back = await by.get((await by.get(launch.location)).location)
  by.csrf = (await by.get('/app/api/session')).json.csrf
  const out = await by.post('/app/api/logout')
  const cookies = [launch, back, out].flatMap(({ headers }) => headers.getSetCookie())
  // Launch; launch taken back, session; session taken back.
  expect(cookies).toHaveLength(4)
  for (const cookie of cookies)
    expect(cookie).toMatch(
      /^__Host-cardstock-[^;]+; (?:Max-Age=\d+; )?Path=\/; Secure; HttpOnly; SameSite=None; Partitioned$/,
    )
  expect([...by.cookies]).toEqual([])
})

test('only the EHR of a session may frame its page', async () => {
  const [inNorth, inSouth] = [await opened(app.ehr.iss), await opened(south.iss)]
  expect(await ancestors(inNorth)).toBe(NORTH)
  expect(await ancestors(inSouth)).toBe(SOUTH.join(' '))
  await inNorth.post('/app/api/logout')
  expect(await ancestors(inNorth)).toBe("'none'")
  expect(await ancestors(app.browser())).toBe("'none'")
})

test('and a page that says why nothing was opened', async () => {
  app.ehr.behave.redirect = { error: 'access_denied', code: undefined }
  const by = app.browser()
  const { location } = await by.get(await app.launched(by))
  const { status, headers } = await by.get(location)
  expect([status, headers.get('content-security-policy')]).toEqual([
    403,
    expect.stringContaining(`frame-ancestors ${NORTH}`),
  ])
})
