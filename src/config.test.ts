import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { loadConfig } from './config.ts'
import { loadServices } from './engine/load-services.ts'
import { ENVIRONMENT } from './environment.ts'
import { loadSecret } from './security/secret.ts'

const folder = mkdtempSync(join(tmpdir(), 'cardstock-config-'))

function load(yaml: string) {
  const file = join(folder, 'config.yaml')
  writeFileSync(file, yaml)
  return () => loadConfig({ CARDSTOCK_CONFIG: file })
}

describe('a setting that is there, but empty', () => {
  // An empty PORT was any port, and an empty CARDSTOCK_DATA the working directory.
  test.each(ENVIRONMENT)('%s', (name) =>
    expect(() => loadConfig({ [name]: '' })).toThrow(`${name} is set, but empty`),
  )
})

test.each(['abc', ' ', '0x10', '1e3', '-1', '65536', '3000.5'])('PORT is no number: %p', (PORT) =>
  expect(() => loadConfig({ PORT })).toThrow(`PORT is "${PORT}"`),
)

test.each([
  'https://cds.example/?a=b',
  'https://cds.example/#x',
  'https://user@cds.example',
  'https://cds.example/a/../b',
])('publicUrl is no base address: %s', (url) =>
  expect(load(`publicUrl: "${url}"`)).toThrow(/publicUrl: must be a plain http\(s\) URL/),
)

test('publicUrl with a path', () =>
  expect(load('publicUrl: https://ehr.example/cds/')().publicUrl).toBe('https://ehr.example/cds'))

test.each([
  ['a folder that is not there', join(folder, 'nowhere')],
  ['a file', join(folder, 'config.yaml')],
])('services in %s stop the start', async (_name, place) => {
  writeFileSync(join(folder, 'config.yaml'), '')
  await expect(loadServices(place)).rejects.toThrow(
    `${place}: is no folder: CARDSTOCK_SERVICES names that of the services`,
  )
})

test('a data directory that cannot be made is named with its setting', () =>
  expect(() => loadSecret({ dataDir: '/dev/null/data' })).toThrow(
    '/dev/null/data cannot be made (ENOTDIR): CARDSTOCK_DATA must name a directory',
  ))

function messageOf(yaml: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'cardstock-config-')), 'config.yaml')
  writeFileSync(file, yaml)
  try {
    loadConfig({ CARDSTOCK_CONFIG: file })
  } catch (error) {
    return (error as Error).message.replace(file, 'FILE')
  }
  return 'taken'
}

test('names every wrong setting at once, a line each, in plain words', () => {
  const yaml = `
publicUrl: https://cds.example.org
client: []
workers: 1.5
maxInFlight: 0
services: { care-gaps: of }
clients:
  - { id: a, maxTokenSeconds: 9000, companion: { clientId: 7 } }
`
  expect(messageOf(yaml).split('\n')).toEqual([
    'CARDSTOCK_CONFIG FILE:',
    ...[
      'maxInFlight: must be at least 1',
      'workers: must be a whole number',
      'services.care-gaps: must be one of on, silent, off',
      'clients.0.issuer: is missing',
      'clients.0.maxTokenSeconds: must be at most 3600',
      'clients.0.companion.clientId: must be of type string, and is number',
      'the file: unknown setting client',
    ].map((each) => `  ${each}`),
  ])
})

test('a list where settings are by name is told as such', () =>
  expect(messageOf('services: []')).toBe(
    'CARDSTOCK_CONFIG FILE:\n  services: must be of type object, and is array',
  ))

describe('settings that are right alone and wrong together', () => {
  test.each([
    [
      '{ headersTimeoutMs: 10000, requestTimeoutMs: 1000 }',
      'headersTimeoutMs: must be at most requestTimeoutMs; they are 10000 and 1000',
    ],
    // The one that is not set has its usual value.
    [
      'requestTimeoutMs: 9999',
      'headersTimeoutMs: must be at most requestTimeoutMs; they are 10000 and 9999',
    ],
    [
      '{ bodiesLimitBytes: 1048576, bodyLimitBytes: 8388608 }',
      'bodiesLimitBytes: must be at least bodyLimitBytes; they are 1048576 and 8388608',
    ],
    [
      'bodiesLimitBytes: 8388607',
      'bodiesLimitBytes: must be at least bodyLimitBytes; they are 8388607 and 8388608',
    ],
  ])('%s', (yaml, problem) => expect(messageOf(yaml)).toBe(`CARDSTOCK_CONFIG FILE:\n  ${problem}`))

  test('equal ones are taken', () => {
    const yaml = `
headersTimeoutMs: 1000
requestTimeoutMs: 1000
bodyLimitBytes: 1048576
bodiesLimitBytes: 1048576
`
    expect(messageOf(yaml)).toBe('taken')
  })
})
