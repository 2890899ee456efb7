import { z } from 'zod'
import { ERRORS } from '../errors.ts'
import { response } from './card.ts'
import { discovery } from './discovery.ts'
import { feedback } from './feedback.ts'
import { request } from './request.ts'

type Json = Record<string, unknown>

const jsonBody = (name: string): Json => ({
  'application/json': { schema: { $ref: `#/components/schemas/${name}` } },
})

/** A zod schema as JSON Schema; what only code can check is left to the code. */
function schemaOf(schema: z.ZodType): Json {
  const { $schema: _draft, ...json } = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
  })
  return json
}

const outcome: Json = {
  type: 'object',
  required: ['resourceType', 'issue'],
  properties: {
    resourceType: { const: 'OperationOutcome' },
    issue: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['severity', 'code', 'details'],
        properties: {
          severity: { const: 'error' },
          code: { type: 'string' },
          details: {
            type: 'object',
            required: ['coding', 'text'],
            properties: {
              coding: {
                type: 'array',
                items: {
                  type: 'object',
                  required: ['code'],
                  properties: { code: { enum: Object.keys(ERRORS) } },
                },
              },
              text: { type: 'string' },
            },
          },
          expression: { type: 'array', items: { type: 'string' } },
        },
      },
    },
  },
}

/** The error answers of an endpoint, from the one catalogue. */
function errors(...statuses: readonly number[]): Json {
  return Object.fromEntries(
    statuses.map((status) => {
      const codes = Object.entries(ERRORS).filter(([, [each]]) => each === status)
      const description = codes.map(([code, [, , text]]) => `${code}: ${text}`).join(' ')
      return [String(status), { description, content: jsonBody('OperationOutcome') }]
    }),
  )
}

const id: Json = {
  name: 'id',
  in: 'path',
  required: true,
  description: 'The id of the CDS Service, as discovery lists it',
  schema: { type: 'string' },
}

const plain = (description: string, type: string): Json => ({
  description,
  content: { [type]: { schema: { type: 'string' } } },
})
const state: Json = {
  'application/json': {
    schema: { type: 'object', required: ['status'], properties: { status: { type: 'string' } } },
  },
}

/** A token in general; none in open mode, and for discovery where that is open. */
const callers: Json = { security: [{ clientJwt: [] }, {}] }

/** The description of this interface (OpenAPI 3.1), made from the schemas that check it. */
export function openApi(version: string): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Cardstock',
      version,
      description: 'CDS Hooks decision support. Generated from the schemas; do not edit.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths: {
      '/cds-services': {
        get: {
          operationId: 'discovery',
          summary: 'The CDS Services there are',
          ...callers,
          responses: {
            200: { description: 'Discovery', content: jsonBody('Discovery') },
            ...errors(401, 405),
          },
        },
      },
      '/cds-services/{id}': {
        post: {
          operationId: 'callHook',
          summary: 'Calls a service on a hook',
          ...callers,
          parameters: [id],
          requestBody: { required: true, content: jsonBody('Request') },
          responses: {
            200: { description: 'Cards, or none', content: jsonBody('Response') },
            ...errors(400, 401, 403, 404, 405, 408, 412, 413, 415, 429, 500, 503),
          },
        },
      },
      '/cds-services/{id}/feedback': {
        post: {
          operationId: 'sendFeedback',
          summary: 'Says what became of cards; on disk before the answer',
          ...callers,
          parameters: [id],
          requestBody: { required: true, content: jsonBody('Feedback') },
          responses: {
            200: { description: 'Saved; no body' },
            ...errors(400, 401, 403, 404, 405, 408, 413, 415, 429, 503),
          },
        },
      },
      '/livez': {
        get: {
          operationId: 'live',
          summary: 'The process answers',
          responses: { 200: { description: 'Alive', content: state } },
        },
      },
      '/readyz': {
        get: {
          operationId: 'ready',
          summary: 'Requests may be sent here',
          responses: {
            200: { description: 'Ready', content: state },
            503: { description: 'Not ready', content: state },
          },
        },
      },
      '/metrics': {
        get: {
          operationId: 'metrics',
          summary: 'Prometheus metrics',
          responses: { 200: plain('Metrics', 'text/plain'), ...errors(401) },
        },
      },
      '/openapi.yaml': {
        get: {
          operationId: 'description',
          summary: 'This description',
          responses: { 200: plain('OpenAPI', 'application/yaml'), ...errors(401) },
        },
      },
    },
    components: {
      securitySchemes: {
        clientJwt: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description:
            'Signed by the CDS Client with the key that the header names (kid), ES384 or RS384 unless registered otherwise; aud is the URL that is called; iss, iat, exp, jti.',
        },
      },
      schemas: {
        Discovery: schemaOf(discovery),
        Request: schemaOf(request),
        Response: schemaOf(response),
        Feedback: schemaOf(feedback),
        OperationOutcome: outcome,
      },
    },
  }
}
