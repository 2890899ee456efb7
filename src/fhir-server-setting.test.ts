import { describe, expect, test } from '@jest/globals'
import { internalFhirServer, openFhirServer, publicFhirServer } from './fhir-server-setting.ts'

const ok = (schema: typeof publicFhirServer, value: string) => schema.safeParse(value).success

describe('T30 a FHIR server that could not be called as listed stops the start', () => {
  test.each([
    ['https://ehr.example/fhir', true, true, true],
    ['https://8.8.8.8/fhir', true, true, true],
    ['http://ehr.example/fhir', false, false, true],
    ['https://10.0.0.1/fhir', false, false, true],
    ['https://[fd00::1]/fhir', false, false, true],
    ['http://127.0.0.1:8080/fhir', false, true, true],
    ['https://localhost/fhir', false, true, true],
    ['http://[::1]/fhir', false, true, true],
    ['https://0.0.0.0/fhir', false, false, false],
    ['https://224.0.0.1/fhir', false, false, false],
    ['https://user@ehr.example/fhir', false, false, false],
    ['https://ehr.example/fhir?x', false, false, false],
    ['https://ehr.example/a/../fhir', false, false, false],
    ['https://2130706433/fhir', false, false, false],
    ['ehr.example/fhir', false, false, false],
    ['', false, false, false],
  ])('%s: public %j, open mode %j, internal %j', (value, inPublic, inOpen, internal) => {
    expect(ok(publicFhirServer, value)).toBe(inPublic)
    expect(ok(openFhirServer, value)).toBe(inOpen)
    expect(ok(internalFhirServer, value)).toBe(internal)
  })

  test('and is told where it belongs', () => {
    const { error } = publicFhirServer.safeParse('http://ehr.example/fhir')
    expect(error?.issues.map(({ message }) => message)).toEqual([
      expect.stringContaining('internalFhirServers'),
    ])
  })
})
