import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { loadConfig } from './config.ts'

describe('T30 a variable with our prefix that is no setting stops the start', () => {
  test.each([
    ['CARDSTOCK_WORKER', 'workers, of the configuration file'],
    ['CARDSTOCK_MAX_INFLIGHT', 'maxInFlight, of the configuration file'],
    ['CARDSTOCK_AUDIT', 'audit, of the configuration file'],
    ['CARDSTOCK_CONFG', 'CARDSTOCK_CONFIG?'],
    ['CARDSTOCK_DATA_DIR', 'CARDSTOCK_DATA?'],
    ['CARDSTOCK_SECERT', 'CARDSTOCK_SECRET?'],
    ['CARDSTOCK_HOST', 'HOST?'],
    ['CARDSTOCK_LOGLEVEL', 'LOG_LEVEL?'],
    ['CARDSTOCK_', 'HOST?'],
  ])('%s', (name, meant) => {
    const load = () => loadConfig({ [name]: 'a-value' })
    expect(load).toThrow(`${name} is no setting; did you mean ${meant}`)
    expect(load).not.toThrow('a-value')
  })

  test('CARDSTOCK_PORT too, where a person wrote it', () =>
    expect(() => loadConfig({ CARDSTOCK_PORT: '8080' })).toThrow('did you mean PORT?'))
})

test('what Kubernetes tells of services with our name stops nothing', () => {
  const env = {
    CARDSTOCK_SERVICE_HOST: '10.0.0.1',
    CARDSTOCK_SERVICE_PORT: '80',
    CARDSTOCK_SERVICE_PORT_HTTP: '80',
    CARDSTOCK_PORT: 'tcp://10.0.0.1:80',
    CARDSTOCK_PORT_80_TCP: 'tcp://10.0.0.1:80',
    CARDSTOCK_PORT_80_TCP_PROTO: 'tcp',
    CARDSTOCK_PORT_80_TCP_PORT: '80',
    CARDSTOCK_PORT_80_TCP_ADDR: '10.0.0.1',
    CARDSTOCK_TEST_SERVICE_HOST: '10.0.0.2',
    CARDSTOCK_TEST_PORT: 'tcp://10.0.0.2:80',
  }
  expect(loadConfig(env).port).toBe(3000)
})

test('a variable that the configuration names may have our prefix', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'cardstock-')), 'config.yaml')
  const companion = { clientId: 'app', secretEnv: 'CARDSTOCK_NORTH_SECRET' }
  const ehr = 'https://ehr.example.org'
  const client = { id: 'ehr', issuer: ehr, jwksUrl: `${ehr}/jwks`, fhirServers: [`${ehr}/fhir`] }
  writeFileSync(file, JSON.stringify({ clients: [{ ...client, companion }] }))
  const env = { CARDSTOCK_CONFIG: file, CARDSTOCK_NORTH_SECRET: 's3cret' }
  expect(loadConfig(env).companions).toHaveLength(1)
  expect(() => loadConfig({ ...env, CARDSTOCK_NORTH_SECRETS: 'x' })).toThrow('is no setting')
})
