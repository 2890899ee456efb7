import { CANARY } from './bodies.ts'

export const METHODS = [
  'PUT',
  'PATCH',
  'DELETE',
  'TRACE',
  'PROPFIND',
  'SEARCH',
  'LOCK',
  'PURGE',
  'QUERY',
] as const

/** Each address, and what it takes. */
export const ADDRESSES: Readonly<Record<string, readonly string[]>> = {
  '/cds-services': ['GET', 'HEAD', 'OPTIONS'],
  '/cds-services/cardiometabolic-risk': ['POST', 'OPTIONS'],
  '/cds-services/cardiometabolic-risk/feedback': ['POST', 'OPTIONS'],
  '/livez': ['GET', 'HEAD', 'OPTIONS'],
  '/readyz': ['GET', 'HEAD', 'OPTIONS'],
  '/metrics': ['GET', 'HEAD', 'OPTIONS'],
  '/openapi.yaml': ['GET', 'HEAD', 'OPTIONS'],
  '/': ['GET', 'HEAD', 'OPTIONS'],
}

/** Ids of services that there are not, as targets of a POST: names of the language, paths, encodings. */
export const SERVICE_IDS = [
  'constructor',
  '__proto__',
  'prototype',
  'toString',
  'hasOwnProperty',
  'valueOf',
  '__defineGetter__',
  'undefined',
  'null',
  'NaN',
  'true',
  '0',
  '-1',
  '[object Object]'.replaceAll(' ', '%20'),
  CANARY,
  'CARDIOMETABOLIC-RISK',
  'cardiometabolic-risk.',
  'cardiometabolic-risk%20',
  'cardiometabolic-risk%00',
  'cardiometabolic-risk%0d%0aX:1',
  'cardiometabolic-risk;a=1',
  'cardiometabolic-risk%2ffeedback',
  'cardiometabolic-risk%2Ffeedback',
  'cardiometabolic-risk%5cfeedback',
  'cardiometabolic%2Drisk%3f',
  'cardiometabolic-risk%23',
  '..',
  '%2e%2e',
  '%2e%2e%2f',
  '..%2f..%2fetc%2fpasswd',
  '%252e%252e%252f',
  '..;/',
  '.%00./',
  '%c0%ae%c0%ae%c0%af',
  '%u0063',
  '%',
  '%zz',
  '%ff%fe',
  '%E0%A4%A',
  '%00',
  '%ef%bc%8e%ef%bc%8e',
  '*',
  '$(id)',
  '`id`',
  "'%20or%20'1'='1",
  '%3Cscript%3E',
  '%7B%7Bcontext.patientId%7D%7D',
  '$%7Bjndi:ldap://127.0.0.1/a%7D',
  'a'.repeat(1900),
  '%61'.repeat(600),
  'feedback',
  'feedback/feedback',
  'cardiometabolic-risk/feedback/more',
  'cardiometabolic-risk/feedback/..%2f',
  'cardiometabolic-risk/constructor',
  '/',
  '//',
  '/cardiometabolic-risk//feedback//',
] as const

/** Addresses that nothing is at. */
export const NOWHERE = [
  '/.env',
  '/.git/config',
  '/src/server.ts',
  '/package.json',
  '/data/cardstock.sqlite',
  '/data/secret.key',
  '/admin',
  '/cds-services.json',
  '/cds-service',
  '/CDS-SERVICES/x/y/z',
  '/openapi.yaml/..%2fpackage.json',
  '/openapi.yaml%00.json',
  '/livez/x',
  '/..%2f..%2fetc/passwd',
  '/%2e%2e/%2e%2e/etc/passwd',
  '//etc/passwd',
  '/\\..\\..\\etc',
  '/cds-services/../../etc/passwd',
  '/server-status',
  '/actuator/env',
  `/${CANARY}`,
] as const

type RawCase = readonly [name: string, bytes: string, statuses: readonly number[]]

const host = 'Host: localhost\r\n'
const get = (line: string, headers = host) => `${line}\r\n${headers}Connection: close\r\n\r\n`
const json = 'Content-Type: application/json\r\n'
const post = (headers: string, body = '', path = '/cds-services/cardiometabolic-risk') =>
  `POST ${path} HTTP/1.1\r\n${host}${json}${headers}\r\n${body}`
const smuggled = `GET /${CANARY} HTTP/1.1\r\n${host}\r\n`

/** Requests whose end could be read in two ways: one refusal, and nothing after it is answered. */
export const SMUGGLING: readonly RawCase[] = [
  [
    'Content-Length and Transfer-Encoding',
    post('Content-Length: 4\r\nTransfer-Encoding: chunked\r\n', `0\r\n\r\n${smuggled}`),
    [400],
  ],
  [
    'Transfer-Encoding and Content-Length',
    post('Transfer-Encoding: chunked\r\nContent-Length: 4\r\n', `0\r\n\r\n${smuggled}`),
    [400],
  ],
  [
    'Content-Length twice',
    post('Content-Length: 2\r\nContent-Length: 5\r\n', `{}${smuggled}`),
    [400],
  ],
  [
    'Content-Length twice, equal',
    post('Content-Length: 2\r\nContent-Length: 2\r\n', `{}${smuggled}`),
    [400],
  ],
  ['a list of Content-Lengths', post('Content-Length: 2, 5\r\n', `{}${smuggled}`), [400]],
  ['Content-Length with a sign', post('Content-Length: +2\r\n', `{}${smuggled}`), [400]],
  ['Content-Length below zero', post('Content-Length: -2\r\n', `{}${smuggled}`), [400]],
  ['Content-Length in hex', post('Content-Length: 0x2\r\n', `{}${smuggled}`), [400]],
  ['Content-Length with a fraction', post('Content-Length: 2.0\r\n', `{}${smuggled}`), [400]],
  ['Content-Length of words', post('Content-Length: two\r\n', `{}${smuggled}`), [400]],
  ['Content-Length empty', post('Content-Length: \r\n', `{}${smuggled}`), [400]],
  ['Content-Length beyond numbers', post('Content-Length: 99999999999999999999\r\n', '{}'), [400]],
  [
    'Content-Length of 2^53',
    post('Content-Length: 9007199254740993\r\nConnection: close\r\n', '{}'),
    [413],
  ],
  [
    'Content-Length with a blank before the colon',
    post('Content-Length : 2\r\n', `{}${smuggled}`),
    [400],
  ],
  [
    'Transfer-Encoding with a blank before the colon',
    post('Transfer-Encoding : chunked\r\n', '0\r\n\r\n'),
    [400],
  ],
  [
    'Transfer-Encoding that is not chunked',
    post('Transfer-Encoding: identity\r\nConnection: close\r\n', '{}'),
    [400],
  ],
  [
    'Transfer-Encoding with chunked not last',
    post('Transfer-Encoding: chunked, identity\r\n', '0\r\n\r\n'),
    [400],
  ],
  [
    'Transfer-Encoding with another one before chunked',
    post('Transfer-Encoding: gzip, chunked\r\n', `2\r\n{}\r\n0\r\n\r\n${smuggled}`),
    [400],
  ],
  ['Transfer-Encoding misspelt', post('Transfer-Encoding: xchunked\r\n', '0\r\n\r\n'), [400]],
  [
    'Transfer-Encoding twice',
    post('Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n', '0\r\n\r\n'),
    [400],
  ],
  [
    'Transfer-Encoding on a folded line',
    post('Transfer-Encoding:\r\n chunked\r\n', '0\r\n\r\n'),
    [400],
  ],
  ['a chunk size of words', post('Transfer-Encoding: chunked\r\n', 'zz\r\n{}\r\n0\r\n\r\n'), [400]],
  [
    'a chunk size below zero',
    post('Transfer-Encoding: chunked\r\n', '-1\r\n{}\r\n0\r\n\r\n'),
    [400],
  ],
  [
    'a chunk size beyond numbers',
    post('Transfer-Encoding: chunked\r\n', 'fffffffffffffffff\r\n{}\r\n0\r\n\r\n'),
    [400],
  ],
  [
    'a chunk longer than it says',
    post('Transfer-Encoding: chunked\r\n', '1\r\n{}\r\n0\r\n\r\n'),
    [400],
  ],
  [
    'chunks that end with a bare line feed',
    post('Transfer-Encoding: chunked\r\n', '2\n{}\n0\n\n'),
    [400],
  ],
  [
    'a chunk extension without end',
    post('Transfer-Encoding: chunked\r\n', `2;${'a'.repeat(20_000)}\r\n{}\r\n0\r\n\r\n`),
    [400, 413, 431],
  ],
  ['a header on a folded line', post('X-Fold: a\r\n b\r\nContent-Length: 2\r\n', '{}'), [400]],
  ['a bare line feed between headers', `GET /livez HTTP/1.1\n${host}\n`, [400]],
  ['a bare carriage return in a header', get('GET /livez HTTP/1.1', `${host}X: a\rb\r\n`), [400]],
  ['a NUL in a header', get('GET /livez HTTP/1.1', `${host}X: a\0b\r\n`), [400]],
  ['a NUL in a header name', get('GET /livez HTTP/1.1', `${host}X\0: a\r\n`), [400]],
  ['a header without a name', get('GET /livez HTTP/1.1', `${host}: a\r\n`), [400]],
  ['a header without a colon', get('GET /livez HTTP/1.1', `${host}${CANARY}\r\n`), [400]],
  ['a header name with a blank', get('GET /livez HTTP/1.1', `${host}X Y: a\r\n`), [400]],
]

const many = (count: number) =>
  Array.from({ length: count }, (_, index) => `X-${index}: a\r\n`).join('')

/** What is no request, or one with headers beyond measure. */
export const HEADER_ABUSE: readonly RawCase[] = [
  ['no Host', get('GET /livez HTTP/1.1', ''), [400]],
  ['Host twice', get('GET /livez HTTP/1.1', `${host}Host: other.example\r\n`), [400]],
  ['Host twice, equal', get('GET /livez HTTP/1.1', host + host), [400]],
  ['Content-Type twice', post(`${json.replace('json', 'xml')}Content-Length: 2\r\n`, '{}'), [400]],
  [
    'Content-Encoding twice',
    post('Content-Encoding: identity\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n', '{}'),
    [400],
  ],
  [
    'Authorization twice',
    post(
      `Authorization: Bearer ${CANARY}\r\nAuthorization: Bearer b\r\nContent-Length: 2\r\n`,
      '{}',
    ),
    [400],
  ],
  [
    'X-Request-Id twice',
    get('GET /livez HTTP/1.1', `${host}X-Request-Id: a\r\nX-Request-Id: b\r\n`),
    [400],
  ],
  ['a header of 20 KiB', get('GET /livez HTTP/1.1', `${host}X: ${CANARY.repeat(2000)}\r\n`), [431]],
  [
    'a header name of 20 KiB',
    get('GET /livez HTTP/1.1', `${host}${'X'.repeat(20_000)}: a\r\n`),
    [431],
  ],
  ['101 headers', get('GET /livez HTTP/1.1', host + many(99)), [431]],
  ['1,000 headers', get('GET /livez HTTP/1.1', host + many(1000)), [431]],
  ['5,000 headers', get('GET /livez HTTP/1.1', host + many(5000)), [431]],
  ['a URL of 2 KiB and one', get(`GET /livez?${'a'.repeat(2049 - 7)} HTTP/1.1`), [414]],
  ['a URL of 8 KiB', get(`GET /${CANARY.repeat(750)} HTTP/1.1`), [414]],
  ['a URL of 64 KiB', get(`GET /${'a'.repeat(65_536)} HTTP/1.1`), [431]],
  ['no version', get('GET /livez'), [400]],
  ['version 0.9', get('GET /livez HTTP/0.9'), [400]],
  ['version 1.2', get('GET /livez HTTP/1.2'), [400]],
  ['version 2.0', get('GET /livez HTTP/2.0'), [400]],
  ['version 9.9', get('GET /livez HTTP/9.9'), [400]],
  ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', [400]],
  ['a misspelt version', get('GET /livez HTTPS/1.1'), [400]],
  ['a method that is none', get(`${CANARY} /livez HTTP/1.1`), [400]],
  ['a method in lower case', get('get /livez HTTP/1.1'), [400]],
  ['a method without end', 'G'.repeat(20_000), [400]],
  ['a request line without address', get('GET HTTP/1.1'), [400]],
  ['a blank in the address', get('GET /li vez HTTP/1.1'), [400]],
  ['a NUL in the address', get('GET /li\0vez HTTP/1.1'), [400]],
  ['CONNECT', get('CONNECT 127.0.0.1:22 HTTP/1.1'), [405]],
  ['CONNECT to a path', get('CONNECT /cds-services HTTP/1.1'), [400, 405]],
  ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', [400]],
  ['SSH', 'SSH-2.0-OpenSSH_9.2\r\n', [400]],
  ['a Redis command', '*1\r\n$4\r\nPING\r\n', [400]],
  ['SMTP', 'EHLO x\r\nMAIL FROM:<a>\r\n', [400]],
  ['random bytes', '\xde\xad\xbe\xef\x00\x01\x02\x03\r\n\r\n', [400]],
  [
    'a body on a type that takes none',
    `GET /livez HTTP/1.1\r\n${host}Content-Length: 2\r\nConnection: close\r\n\r\n{}`,
    [200],
  ],
  [
    'Expect of something else',
    post('Expect: 200-ok\r\nContent-Length: 1\r\nConnection: close\r\n', '{'),
    [400],
  ],
  [
    'Upgrade to WebSocket',
    get('GET /livez HTTP/1.1', `${host}Upgrade: websocket\r\nSec-WebSocket-Key: x\r\n`).replace(
      'Connection: close',
      'Connection: Upgrade, close',
    ),
    [200],
  ],
  [
    'Upgrade to h2c',
    get(
      'GET /livez HTTP/1.1',
      `${host}Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n`,
    ).replace('Connection: close', 'Connection: Upgrade, HTTP2-Settings, close'),
    [200],
  ],
  ['an absolute address of another host', get('GET http://169.254.169.254/latest HTTP/1.1'), [400]],
  ['OPTIONS *', get('OPTIONS * HTTP/1.1'), [204, 404]],
  [
    'X-Forwarded headers',
    get(
      'GET /livez HTTP/1.1',
      `${host}X-Forwarded-Host: ${CANARY}\r\nX-Forwarded-Proto: gopher\r\nX-Forwarded-For: 127.0.0.1\r\n`,
    ),
    [200],
  ],
  [
    'X-HTTP-Method-Override',
    get(
      'GET /cds-services/cardiometabolic-risk HTTP/1.1',
      `${host}X-HTTP-Method-Override: POST\r\n`,
    ),
    [405],
  ],
  [
    'a Range',
    get('GET /openapi.yaml HTTP/1.1', `${host}Range: bytes=0-0,${'1-1,'.repeat(500)}9-9\r\n`),
    [200],
  ],
  ['If-None-Match', get('GET /cds-services HTTP/1.1', `${host}If-None-Match: *\r\n`), [200, 304]],
  [
    'Accept of the impossible',
    get('GET /cds-services HTTP/1.1', `${host}Accept: image/png\r\n`),
    [200],
  ],
  [
    'an X-Request-Id of 65 characters',
    get('GET /livez HTTP/1.1', `${host}X-Request-Id: ${'a'.repeat(65)}\r\n`),
    [200],
  ],
  [
    'an X-Request-Id with markup',
    get('GET /livez HTTP/1.1', `${host}X-Request-Id: <${CANARY}>\r\n`),
    [200],
  ],
  [
    'an Origin that is none',
    get('GET /cds-services HTTP/1.1', `${host}Origin: ${CANARY}\r\n`),
    [200],
  ],
  ['an Origin of null', get('GET /cds-services HTTP/1.1', `${host}Origin: null\r\n`), [200]],
]

/** Requests that stop before their end: cut by the clock, with 408. */
export const UNFINISHED: readonly RawCase[] = [
  ['nothing at all', '', [408]],
  ['half a request line', 'POST /cds-serv', [408]],
  ['no end of headers', `POST /cds-services/cardiometabolic-risk HTTP/1.1\r\n${host}`, [408]],
  ['half a header', `POST / HTTP/1.1\r\n${host}Content-Ty`, [408]],
  ['less body than said', post('Content-Length: 10000\r\n', `{"x":"${CANARY}`), [408]],
  ['no body where one is said', post('Content-Length: 10\r\n'), [408]],
  ['a chunk that does not come', post('Transfer-Encoding: chunked\r\n', '5\r\n{"'), [408]],
  ['no last chunk', post('Transfer-Encoding: chunked\r\n', '2\r\n{}\r\n'), [408]],
  [
    'less gzip than said',
    post('Content-Encoding: gzip\r\nContent-Length: 100\r\n', '\x1f\x8b'),
    [408],
  ],
]
