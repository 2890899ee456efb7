import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { loadConfig } from '../config.ts'
import { loadServices } from '../engine/load-services.ts'
import type { Registry } from '../engine/registry.ts'
import { welcome } from './welcome.ts'

const shipped = loadServices(new URL('../../services', import.meta.url).pathname)

test('says where it listens, and by which address clients call it where that is another', () => {
  const config = loadConfig({ PORT: '3100' })
  const own = welcome(new Map(), config, config.publicUrl)
  expect(own).toContain('\nCardstock is listening on http://127.0.0.1:3100\nOPEN MODE')
  const proxied = welcome(new Map(), config, 'https://cds.example.org/cds')
  expect(proxied).toContain(
    '\nCardstock is listening on http://127.0.0.1:3100\nClients call it https://cds.example.org/cds\n',
  )
  expect(proxied).toContain('For an EHR:          https://cds.example.org/cds/cds-services')
})

describe('a line to try it with', () => {
  const TRY = 'curl -s http://127.0.0.1:3100/cds-services/cardiometabolic-risk '
  const said = (registry: Registry, config = '') => {
    const file = join(mkdtempSync(join(tmpdir(), 'cardstock-welcome-')), 'config.yaml')
    writeFileSync(file, config)
    const read = loadConfig({ PORT: '3100', CARDSTOCK_CONFIG: file })
    return welcome(registry, read, read.publicUrl)
  }

  test('calls a service that is there', async () => {
    expect(said(await shipped)).toContain(TRY)
  })

  test('does not stand where that service is not there, or off', async () => {
    expect(said(new Map())).not.toContain('Try it')
    expect(said(await shipped, 'services: { cardiometabolic-risk: off }')).not.toContain('Try it')
  })
})
