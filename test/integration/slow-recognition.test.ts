import { expect, test } from '@jest/globals'
import express from 'express'
import { pino } from 'pino'
import supertest from 'supertest'
import { type Client, clientOf } from '../../src/client.ts'
import { clientSchema } from '../../src/config-schema.ts'
import { callerOf } from '../../src/http/caller.ts'
import type { HttpContext } from '../../src/http/context.ts'
import { trustHandlers } from '../../src/http/trust.ts'
import type { Recognize } from '../../src/security/recognize.ts'
import { clientNumbers } from '../../src/workers/client-numbers.ts'
import { bareRule, bareService } from '../support/bare-rule.ts'
import { registryOf } from '../support/make-app.ts'

const ISSUER = 'https://ehr.example.org'
const settings = { id: 'ehr', issuer: ISSUER, jwksUrl: `${ISSUER}/jwks` }
const client = clientOf(clientSchema.parse(settings), 'https://cds.example.org', 'reject')

test('a client has one number for the workers, however long knowing it takes', async () => {
  let ms = 0
  const [tenant = ''] = client.policies.keys()
  const recognize: Recognize<Client> = async () => {
    ms += 1000
    return { ok: true, client, tenant, jti: String(ms), until: 0 }
  }
  // Cast: what of the context is not here is not asked for.
  const context = {
    callers: { recognize },
    config: { discovery: 'open', corsOrigins: [], services: {} },
    engine: { monotonic: () => ms },
    registry: registryOf([{ service: bareService('bare'), rules: [bareRule('bare')] }]),
    log: pino({ level: 'silent' }),
  } as unknown as HttpContext
  const numbers = clientNumbers()
  const app = express().post('/cds-services/:id', trustHandlers(context).hook, (_, response) => {
    response.json(numbers.of(callerOf(response)))
  })
  const server = app.listen(0)
  const seen = new Set<unknown>()
  for (let n = 0; n < 1000; n += 1)
    seen.add((await supertest(server).post('/cds-services/bare')).body)
  server.close()
  expect([...seen]).toEqual([1])
})
