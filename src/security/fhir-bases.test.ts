import { describe, expect, test } from '@jest/globals'
import { baseName, basesOf, placesOf } from './fhir-bases.ts'

describe('a FHIR base in one spelling', () => {
  test.each([
    'https://ehr.example/fhir',
    'https://ehr.example/fhir/',
    'https://EHR.example:443/fhir',
    'HTTPS://ehr.example/fhir/',
  ])('%s', (server) => {
    expect(baseName(server)).toBe('https://ehr.example/fhir')
  })

  test.each([
    'http://ehr.example/fhir',
    'https://ehr.example:8443/fhir',
    'https://ehr.example/FHIR',
    'https://ehr.example/fhir/r4',
    'https://ehr.example',
  ])('another one: %s', (server) => {
    expect(baseName(server)).not.toBe('https://ehr.example/fhir')
  })
})

describe('the bases of a call', () => {
  const client = {
    fhirServers: ['https://a.example/fhir', 'https://a.example/fhir/'],
    internalFhirServers: ['http://10.0.0.1/fhir'],
  }

  test('are the server that it names', () => {
    expect(basesOf('https://b.example/fhir/', client)).toEqual(['https://b.example/fhir'])
  })

  test('are else those of its client, each once', () => {
    expect(basesOf(undefined, client)).toEqual(['https://a.example/fhir', 'http://10.0.0.1/fhir'])
  })
})

test('the places of all clients are one each, with TLS or without', () => {
  const none = { fhirServers: [], internalFhirServers: [] }
  const one = { fhirServers: ['https://EHR.example/a/'], internalFhirServers: [] }
  const other = {
    fhirServers: ['https://ehr.example/b'],
    internalFhirServers: ['http://ehr.example/a', 'http://ehr.example:8080/a'],
  }
  expect([...placesOf([none, one, other])]).toEqual([
    'https://ehr.example/a',
    'https://ehr.example/b',
    'https://ehr.example:8080/a',
  ])
})
