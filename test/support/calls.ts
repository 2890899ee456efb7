import { readFileSync } from 'node:fs'

/** One call as a client makes it, and the status it gets in open mode. */
export interface Call {
  readonly name: string
  readonly method: string
  readonly path: string
  readonly body?: string
  readonly type?: string
  readonly status: number
  readonly event: 'hook' | 'feedback' | 'discovery' | 'other'
  readonly service: string
}

const text = (name: string) =>
  readFileSync(new URL(`./requests/${name}.json`, import.meta.url), 'utf8')
const view = JSON.parse(text('patient-view'))
const VIEW = { method: 'POST', event: 'hook', service: 'cardiometabolic-risk' } as const
const path = '/cds-services/cardiometabolic-risk'
const feedback = (outcome: string, card: string) =>
  JSON.stringify({
    feedback: [
      {
        card,
        outcome,
        overrideReason: { userComment: 'no' },
        outcomeTimestamp: '2026-11-24T12:00:00Z',
      },
    ],
  })

/** Calls of every kind below `/cds-services`: answered, refused for each reason, of each route. */
export const MIXED: readonly Call[] = [
  { ...VIEW, name: 'an answer', path, body: JSON.stringify(view), status: 200 },
  {
    ...VIEW,
    name: 'another service',
    path: '/cds-services/medication-safety',
    body: text('order-sign'),
    service: 'medication-safety',
    status: 200,
  },
  {
    ...VIEW,
    name: 'no data',
    path,
    body: JSON.stringify({ ...view, prefetch: {} }),
    status: 412,
  },
  { ...VIEW, name: 'no JSON', path, body: '{"hook":', status: 400 },
  { ...VIEW, name: 'no body', path, body: '', status: 400 },
  { ...VIEW, name: 'no context', path, body: '{"hook":"patient-view"}', status: 400 },
  {
    ...VIEW,
    name: 'another hook',
    path,
    body: JSON.stringify({ ...view, hook: 'order-sign' }),
    status: 400,
  },
  {
    ...VIEW,
    name: 'two patients',
    path,
    body: JSON.stringify({
      ...view,
      prefetch: { ...view.prefetch, patient: { resourceType: 'Patient', id: 'another' } },
    }),
    status: 412,
  },
  { ...VIEW, name: 'no JSON type', path, type: 'text/plain', body: 'hello', status: 415 },
  {
    ...VIEW,
    name: 'an unknown service',
    path: '/cds-services/constructor',
    body: '{}',
    service: 'other',
    status: 404,
  },
  { ...VIEW, name: 'too large', path, body: ' '.repeat(70_000), status: 413 },
  { ...VIEW, name: 'the wrong method', path, method: 'PUT', body: '{}', status: 405 },
  {
    ...VIEW,
    name: 'feedback',
    event: 'feedback',
    path: `${path}/feedback`,
    body: feedback('overridden', 'c-1'),
    status: 200,
  },
  {
    ...VIEW,
    name: 'invalid feedback',
    event: 'feedback',
    path: `${path}/feedback`,
    body: feedback('liked', 'c-1'),
    status: 400,
  },
  {
    name: 'discovery',
    method: 'GET',
    event: 'discovery',
    path: '/cds-services',
    service: '',
    status: 200,
  },
  {
    name: 'nothing there',
    method: 'GET',
    event: 'other',
    path: `${path}/and/more`,
    service: '',
    status: 404,
  },
]

/** A call that gets a card today, for a process that goes by the real clock: its result is of yesterday. */
export function freshView(): string {
  const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)
  return text('patient-view').replace('2026-11-02', yesterday)
}

/** A small body limit, so that `too large` is soon reached. */
export const MIXED_CONFIG = 'bodyLimitBytes: 65536'

/** Makes the call under this request id and reads the answer to its end. */
export async function make(call: Call, url: string, requestId: string): Promise<Response> {
  const { method, type = 'application/json', body } = call
  const answer = await fetch(url + call.path, {
    method,
    headers: {
      'x-request-id': requestId,
      ...(body === undefined ? {} : { 'content-type': type }),
    },
    ...(body === undefined ? {} : { body }),
  })
  await answer.arrayBuffer()
  return answer
}
