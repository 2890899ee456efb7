import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from '@jest/globals'
import request from 'supertest'
import { nodeScoreCache } from '../../src/cache/node-score-cache.ts'
import type { ScoreCache } from '../../src/cache/score-cache.ts'
import { type FhirServer, startFhirServer } from '../support/fhir-server.ts'
import { makeApp } from '../support/make-app.ts'
import { MAIN, serve, stop } from '../support/serve.ts'
import { clientsYaml, makeKey, sign } from '../support/tokens.ts'

const NAME = 'Zaphodine'
const MRN = 'MRN-4242424242'
const PATIENT = 'pat-9f31c0'
const USER = 'dr-marvin-7c1'
const TOKEN = 'fhir-token-8d7f6a'
const COMMENT = 'she said no on the phone'
const BASE = 'http://127.0.0.1:3000'
const ISS = 'https://ehr.example.org'

/** Whoever finds one of these outside the answer to the client has found a leak. */
const CANARIES = [NAME, MRN, PATIENT, USER, TOKEN, COMMENT]
const leaks = (text: string, canaries: readonly string[] = CANARIES) =>
  canaries.filter((canary) => text.includes(canary))

const patient = {
  resourceType: 'Patient',
  id: PATIENT,
  gender: 'female',
  birthDate: '1950-04-02',
  name: [{ family: NAME, text: `${NAME} Beeblebrox` }],
  identifier: [{ value: MRN }],
}
const laboratory = (id: string, code: string, value: number, unit: string) => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code }], text: NAME },
  subject: { reference: `Patient/${PATIENT}`, display: NAME },
  effectiveDateTime: new Date(Date.now() - 86_400_000).toISOString().slice(0, 10),
  valueQuantity: { value, unit, system: 'http://unitsofmeasure.org', code: unit },
  note: [{ text: COMMENT }],
})
const resources = [
  patient,
  laboratory('a1c', '4548-4', 6.7, '%'),
  laboratory('cr', '2160-0', 2.4, 'mg/dL'),
]
const VIEW = '/cds-services/cardiometabolic-risk'
const call = (fhirServer: string) => ({
  hook: 'patient-view',
  hookInstance: NAME,
  fhirServer,
  fhirAuthorization: {
    access_token: TOKEN,
    token_type: 'Bearer',
    expires_in: 300,
    scope: 'patient/*.read',
    subject: 'us',
    patient: PATIENT,
  },
  context: { userId: `Practitioner/${USER}`, patientId: PATIENT },
})
const feedbackOf = (card: string) => ({
  feedback: [
    {
      card,
      outcome: 'overridden',
      overrideReason: { userComment: COMMENT },
      outcomeTimestamp: '2026-11-24T12:00:00Z',
    },
  ],
})

/** Calls that are refused for every reason, each with canaries where the reason lies. */
const refused = (fhir: FhirServer): readonly (readonly [path: string, body: unknown])[] => {
  const sound = call(fhir.url)
  return [
    [VIEW, `{"hook":"patient-view","${NAME}`],
    [VIEW, { ...sound, hook: NAME }],
    [VIEW, { ...sound, context: { ...sound.context, patientId: `${NAME} ${MRN}` } }],
    [VIEW, { ...sound, prefetch: { patient: { ...patient, id: 'another' } } }],
    [VIEW, { ...sound, fhirServer: `https://${MRN}.example/fhir`, prefetch: {} }],
    [VIEW, { ...sound, [`__proto__`]: 1, constructor: NAME }],
    [`${VIEW}/feedback`, { feedback: [{ card: MRN, outcome: COMMENT }] }],
    [`/cds-services/${MRN}`, sound],
    [`/${PATIENT}/${NAME}`, sound],
  ]
}

test('R20 T22 nothing of patient, user or token in logs, metrics, error bodies, files or the audit export of a process', async () => {
  const fhir = await startFhirServer({ resources, token: TOKEN })
  const key = await makeKey()
  const config = `publicUrl: ${BASE}\n${clientsYaml({
    id: 'ehr',
    issuer: ISS,
    jwks: { keys: [key.jwk] },
    internalFhirServers: [fhir.url],
  })}`
  const dataDir = mkdtempSync(join(tmpdir(), 'cardstock-canary-'))
  const serving = await serve(config, { dataDir, env: { LOG_LEVEL: 'trace' } })
  let printed = ''
  for (const stream of [serving.child.stdout, serving.child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      printed += chunk.toString()
    })
  const tokens: string[] = []
  const post = async (path: string, body: unknown): Promise<Response> => {
    const now = Math.floor(Date.now() / 1000)
    const token = await sign({ key, iss: ISS, now }, BASE + path)
    tokens.push(token.split('.')[2] ?? '', token.split('.')[1] ?? '')
    return await fetch(serving.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
  }
  try {
    const served = await post(VIEW, call(fhir.url))
    const { cards } = (await served.json()) as { cards: { uuid: string }[] }
    expect([served.status, cards.length > 0]).toEqual([200, true])
    const kept = await post(`${VIEW}/feedback`, feedbackOf(cards[0]?.uuid ?? ''))
    expect(kept.status).toBe(200)
    const errors: string[] = []
    for (const [path, body] of refused(fhir)) {
      const answer = await post(path, body)
      expect([path, answer.status >= 400 && answer.status < 500]).toEqual([path, true])
      errors.push(JSON.stringify([...answer.headers]) + (await answer.text()))
    }
    const stranger = await fetch(serving.url + VIEW, {
      method: 'POST',
      headers: { authorization: `Bearer ${NAME}.${MRN}.${TOKEN}`, referer: `http://x/${PATIENT}` },
    })
    expect(stranger.status).toBe(401)
    errors.push(await stranger.text())
    const metrics = await (await fetch(`${serving.url}/metrics`)).text()
    expect(metrics).toContain('cardstock_requests_total')
    expect(await stop(serving)).toBe(0)

    const all = [...CANARIES, ...tokens]
    expect(leaks(errors.join('\n'), all)).toEqual([])
    expect(leaks(metrics, all)).toEqual([])
    expect(printed).toContain('"msg":"recognized"')
    expect(leaks(printed, all)).toEqual([])
    const files = readdirSync(dataDir, { recursive: true, encoding: 'utf8' })
    expect(files).toContain('cardstock.sqlite')
    for (const file of files)
      expect([file, leaks(readFileSync(join(dataDir, file), 'latin1'), all)]).toEqual([file, []])

    const options = { env: { ...serving.env, CARDSTOCK_DATA: dataDir } }
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [MAIN, 'audit', 'export'],
      options,
    )
    expect(stdout.split('\n').length).toBeGreaterThan(refused(fhir).length)
    // Who asked is what an audit is for; it was sealed in the file.
    expect(leaks(stdout, all)).toEqual([USER])
  } finally {
    serving.child.kill('SIGKILL')
    await fhir.close()
  }
})

test('R20 T21 the score cache holds keyed names and figures, nothing of the patient', async () => {
  const seen: unknown[] = []
  const cache = nodeScoreCache()
  const watched: ScoreCache = {
    ...cache,
    async resolve(cacheKey, fingerprint, compute) {
      const entry = await cache.resolve(cacheKey, fingerprint, compute)
      seen.push([cacheKey, fingerprint, entry])
      return entry
    },
  }
  const fhir = await startFhirServer({ resources, token: TOKEN })
  const app = await makeApp({ engine: { scoreCache: watched } })
  try {
    const answer = await request(app.app).post(VIEW).send(call(fhir.url))
    expect(answer.status).toBe(200)
    expect(seen.length).toBeGreaterThan(0)
    expect(leaks(JSON.stringify(seen))).toEqual([])
  } finally {
    await app.close()
    await fhir.close()
  }
})
