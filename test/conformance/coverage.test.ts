import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { exceptions } from './exceptions.ts'

/** The rows that bind the service with MUST, MUST NOT, SHOULD or SHOULD NOT. */
const OBLIGED = `
  GEN-01 GEN-02 GEN-03 GEN-04 GEN-05 GEN-06 GEN-07 GEN-08 GEN-09 GEN-10
  DISC-01 DISC-02 DISC-03 DISC-04 DISC-05 DISC-08 DISC-09 DISC-10 DISC-11
  HTTP-01 HTTP-02 HTTP-03 HTTP-05
  FA-06
  RESP-01 RESP-02 RESP-03
  CARD-01 CARD-02 CARD-03 CARD-04 CARD-05 CARD-07 CARD-09 CARD-11 CARD-14
  SRC-01 SRC-02 SRC-03
  SUG-01 SUG-03 ACT-01 ACT-02 ACT-03 ACT-04 ACT-06 SYS-01
  LINK-01 LINK-02 LINK-03
  FB-05
  PFT-01 PFT-02 PFT-03 PFT-04 PFT-07 PFT-11 FP-03 FP-07
  PFD-06 PFD-08 PFD-09
  FRA-02
  SEC-01 SEC-02 SEC-06 SEC-07 JWT-04 JWT-05 JWT-09 JWT-10 CORS-01
  EXT-01 EXT-02 EXT-03 CAP-01
`

/** The rows that bind the client with MUST: a test shows how we react, where we can see a breach. */
const CLIENT_MUSTS = `
  REQ-01 REQ-02 REQ-03 REQ-05 REQ-06 REQ-10 FA-01 FA-02 FA-04 FA-09 FA-10
  CARD-06 SUG-04 LINK-04 FB-02 FB-06 FB-07 FB-08 FB-09 FB-12
  PFD-02 PFD-03 PFD-04 PFD-07 PFD-10 FRA-06 SEC-03 JWT-01 JWT-02 JWT-03 JWT-07
  CAP-02 CTX-01 CTX-08
`

/** Product decisions of the checklist that bind the service (REC). */
const DECISIONS = `
  GEN-11 GEN-12 GEN-13 GEN-14 GEN-15 DISC-07 DISC-12 DISC-13
  REQ-07 REQ-08 REQ-09 REQ-11 REQ-13 REQ-14 HTTP-04 HTTP-06 FA-07 FA-08
  RESP-05 RESP-06 CARD-10 CARD-13 SRC-04 SUG-05 ACT-08 ACT-09 LINK-07
  FB-03 FB-04 FB-10 FB-11 FB-13 FB-14 FB-15 PFT-08 PFT-09 PFT-10 FP-09 FP-10 FP-11
  PFD-12 PFD-13 PFD-14 PFD-15 FRA-03 FRA-04 FRA-05 FRA-07 FRA-08
  SEC-08 JWT-11 JWT-12 JWT-13 JWT-14 JWT-15 JWT-16 CORS-02 CORS-03 CORS-04 CORS-05 EXT-04
  CTX-02 CTX-03 CTX-04 CTX-05 CTX-06 CTX-07
  COMPAT-01 COMPAT-02 COMPAT-03 COMPAT-04 COMPAT-05 COMPAT-06 COMPAT-07 COMPAT-08
`

const idsIn = (text: string) => text.match(/[A-Z]+-\d\d/g) ?? []

/** The ids with which titles of tests in this folder begin: `test('ID …` and `test.each(…)('ID …`. */
const tested = new Set(
  readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'))
    .flatMap((source) => [...source.matchAll(/(?:\btest|\))\(\s*['"`]([A-Z]+-\d\d) /g)])
    .map(([, id]) => id ?? ''),
)
const excepted = new Set(exceptions.map(({ id }) => id))

test('the three lists hold each id once', () => {
  const all = idsIn(OBLIGED + CLIENT_MUSTS + DECISIONS)
  expect(all).toHaveLength(new Set(all).size)
  expect(idsIn(OBLIGED)).toHaveLength(76)
})

test.each(idsIn(OBLIGED + CLIENT_MUSTS + DECISIONS))('%s has a test or an exception', (id) => {
  expect([...tested, ...excepted]).toContain(id)
})

test('no row has both a test and an exception', () => {
  expect([...excepted].filter((id) => tested.has(id))).toEqual([])
})

test('an exception is a row, once, with a reason', () => {
  expect(exceptions).toHaveLength(excepted.size)
  for (const { id, reason } of exceptions) {
    expect(id).toMatch(/^[A-Z]+-\d\d$/)
    expect(reason.length).toBeGreaterThan(20)
  }
})
