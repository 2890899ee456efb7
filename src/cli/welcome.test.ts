import { expect, test } from '@jest/globals'
import { loadConfig } from '../config.ts'
import { welcome } from './welcome.ts'

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
