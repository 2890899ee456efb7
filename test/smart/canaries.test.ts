import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from '@jest/globals'
import type { AuditEvent } from 'fhir/r4.js'
import { balpProblems } from '../support/balp.ts'
import { newBrowser } from '../support/companion.ts'
import { MAIN, serve, stop } from '../support/serve.ts'
import { startSmartServer } from '../support/smart-server.ts'
import { clientsYaml, makeKey } from '../support/tokens.ts'

const PUBLIC = 'http://127.0.0.1:3000'
const PATIENT = 'pat-77c1e9'
const NAME = 'Zaphodine'
const MRN = 'MRN-5151515151'
const USER = 'dr-trillian-4d2'
const SECRET = 'client-secret-9a8b7c'

const resources = [
  {
    ...{ resourceType: 'Patient', id: PATIENT, gender: 'female', birthDate: '1950-04-02' },
    ...{ name: [{ family: NAME }], identifier: [{ value: MRN }] },
  },
  {
    ...{ resourceType: 'Observation', id: 'cr', status: 'final', note: [{ text: NAME }] },
    code: { coding: [{ system: 'http://loinc.org', code: '2160-0' }] },
    subject: { reference: `Patient/${PATIENT}`, display: NAME },
    effectiveDateTime: new Date(Date.now() - 86_400_000).toISOString(),
    valueQuantity: { value: 2.1, unit: 'mg/dL' },
  },
]

test('R20 T22 nothing of patient, user, session or token in logs, metrics, addresses or files', async () => {
  const ehr = await startSmartServer(PATIENT, resources)
  const appContext = { service: 'cardiometabolic-risk', rule: 'kidney-function' }
  ehr.behave.token = { appContext }
  ehr.behave.claims = { fhirUser: `Practitioner/${USER}` }
  const { jwk } = await makeKey()
  const config = `publicUrl: ${PUBLIC}\n${clientsYaml({
    ...{ id: 'north', issuer: 'https://ehr.example.org', jwks: { keys: [jwk] } },
    internalFhirServers: [ehr.iss],
    companion: { clientId: 'app-1', secretEnv: 'NORTH_SECRET' },
  })}`
  const dataDir = mkdtempSync(join(tmpdir(), 'cardstock-canary-'))
  const env = { LOG_LEVEL: 'trace', NORTH_SECRET: SECRET }
  const serving = await serve(config, { dataDir, env })
  let printed = ''
  for (const stream of [serving.child.stdout, serving.child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      printed += chunk.toString()
    })
  try {
    const browser = newBrowser(serving.url)
    const iss = encodeURIComponent(ehr.iss)
    const launched = await browser.get(`/app/launch?iss=${iss}&launch=launch-${MRN}`)
    const authorized = await browser.get(launched.location)
    const back = authorized.location.replace(PUBLIC, serving.url)
    const begun = await browser.get(back)
    expect(begun.status).toBe(303)
    const session = (await browser.get('/app/api/session')).json
    browser.csrf = session.csrf
    const cookies = [...browser.cookies.values()]
    const errors: string[] = []
    for (const [path, status] of [
      ['advice', 200],
      ['trends?score=ckd-epi-2021-cr', 200],
      ['patient', 200],
      [`patient/${PATIENT}`, 404],
      [`fhir/Patient/${MRN}`, 404],
      [`fhir/Observation?${NAME}=${MRN}`, 405],
      [`trends?score=${NAME}`, 404],
    ] as const) {
      const answer = await browser.get(`/app/api/${path}`)
      expect([path, answer.status]).toEqual([path, status])
      if (status >= 400) errors.push(answer.text)
    }
    // By a worker, as hook calls are.
    const { state, cards } = (await browser.get('/app/api/advice')).json
    expect([state, cards.length]).toEqual(['evaluated', 1])
    const note = { resourceType: 'DocumentReference', description: NAME }
    const order = { resourceType: 'ServiceRequest', subject: { reference: `Patient/${PATIENT}` } }
    errors.push((await browser.post('/app/api/fhir/DocumentReference', note)).text)
    expect((await browser.post('/app/api/fhir/ServiceRequest', order)).status).toBe(201)
    ehr.behave.fhir = 500
    errors.push((await browser.get(`/app/api/fhir/Observation/${MRN}?x=${MRN}`)).text)
    errors.push((await browser.get(`/app/launch?launch=${NAME}&iss=https://${MRN}.example`)).text)
    errors.push((await browser.get(`/app/callback/north?code=${NAME}&state=${MRN}`)).text)
    expect((await browser.post('/app/api/logout')).status).toBe(200)
    const metrics = await (await fetch(`${serving.url}/metrics`)).text()
    expect(metrics).toContain('cardstock_app_calls_total')
    expect(await stop(serving)).toBe(0)

    const codes = [back, launched.location].map(
      (url) => new URL(url).searchParams.get('state') ?? '',
    )
    const secrets = [...ehr.secrets, ...cookies, ...codes, session.csrf, SECRET]
    expect(secrets.filter((each) => each.length < 12)).toEqual([])
    const all = [NAME, MRN, PATIENT, USER, ...secrets]
    const leaks = (text: string) => all.filter((each) => text.includes(each))
    // The page must have its own token, and no other secret.
    const shown = JSON.stringify(session)
    expect(leaks(shown)).toEqual([session.csrf])
    expect(leaks(begun.location + begun.text)).toEqual([])
    expect(leaks(errors.join('\n'))).toEqual([])
    expect(leaks(metrics)).toEqual([])
    expect(printed).toContain('app session begun')
    expect(leaks(printed)).toEqual([])
    const files = readdirSync(dataDir, { recursive: true, encoding: 'utf8' })
    expect(files).toContain('cardstock.sqlite')
    for (const file of files)
      expect([file, leaks(readFileSync(join(dataDir, file), 'latin1'))]).toEqual([file, []])

    const options = { env: { ...serving.env, CARDSTOCK_DATA: dataDir } }
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [MAIN, 'audit', 'export'],
      options,
    )
    expect(leaks(stdout)).toEqual([USER])
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as AuditEvent)
    expect(events.flatMap((event) => balpProblems(event, false, SESSION))).toEqual([])
    const kinds = events.map(({ type, subtype }) => `${type.code} ${subtype?.[0]?.code}`)
    expect(new Set(kinds)).toEqual(
      new Set(['110100 110120', '110114 110122', '110114 110123', 'rest search', 'rest create']),
    )
  } finally {
    serving.child.kill('SIGKILL')
    await ehr.close()
  }
})

/** The codes of an AuditEvent about a session: DICOM's for applications and users. */
const SESSION = ['rest', '110100', '110114']
