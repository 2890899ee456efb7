import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { loadConfig } from './config.ts'

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
      expect.stringMatching(/^ {2}workers: must be of type int/),
      'services.care-gaps: must be one of on, silent, off',
      'clients.0.issuer: is missing',
      'clients.0.maxTokenSeconds: must be at most 3600',
      'clients.0.companion.clientId: must be of type string, and is number',
      'the file: unknown setting client',
    ].map((each) => (typeof each === 'string' ? `  ${each}` : each)),
  ])
})
