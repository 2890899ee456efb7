import { expect, test } from '@jest/globals'
import { underBase } from './under-base.ts'

const base = new URL('https://ehr.example/fhir/r4')

test.each([
  ['https://ehr.example/fhir/r4?_getpages=1', 'https://ehr.example/fhir/r4?_getpages=1'],
  ['https://ehr.example/fhir/r4/?page=2', 'https://ehr.example/fhir/r4/?page=2'],
  ['https://ehr.example:443/fhir/r4/Patient?page=2', 'https://ehr.example/fhir/r4/Patient?page=2'],
  ['Observation?page=2', 'https://ehr.example/fhir/r4/Observation?page=2'],
  ['?page=2', 'https://ehr.example/fhir/r4/?page=2'],
  ['/fhir/r4/Observation?page=2', 'https://ehr.example/fhir/r4/Observation?page=2'],
  ['https://ehr.example/fhir/r4?page=2#top', 'https://ehr.example/fhir/r4?page=2'],
])('%s is under the base', (address, href) => {
  expect(underBase(address, base)?.href).toBe(href)
  expect(underBase(address, new URL(`${base.href}/`))?.href).toBe(href)
})

test.each([
  ['another host', 'https://evil.example/fhir/r4?page=2'],
  ['another host without scheme', '//evil.example/fhir/r4?page=2'],
  ['another scheme', 'http://ehr.example/fhir/r4?page=2'],
  ['another port', 'https://ehr.example:8443/fhir/r4?page=2'],
  ['a user', 'https://user@ehr.example/fhir/r4?page=2'],
  ['the host as user', 'https://ehr.example@evil.example/fhir/r4'],
  ['above', 'https://ehr.example/fhir?page=2'],
  ['beside', 'https://ehr.example/fhir/r4-other?page=2'],
  ['a step upwards', 'https://ehr.example/fhir/r4/../admin'],
  ['an encoded step upwards', 'https://ehr.example/fhir/r4/%2e%2e/admin'],
  ['an encoded slash', 'https://ehr.example/fhir/r4/..%2Fadmin'],
  ['a relative step upwards', '../admin'],
  ['a backslash', 'https:\\\\evil.example\\fhir\\r4'],
  ['a line break within the host', 'https://ehr.example\n.evil.example/fhir/r4'],
  ['a script', 'javascript:alert(1)'],
  ['no address', 'https://'],
])('%s is not', (_name, address) => {
  expect(underBase(address, base)).toBeUndefined()
})
