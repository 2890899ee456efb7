import { of, type SeededFault } from './seeded-fault.ts'

export const REQUESTS: readonly SeededFault[] = [
  ...of(
    'src/protocol/json-limits.ts',
    'src/protocol/json-guard.test.ts',
    ['nesting has no bound', 'depth: 64', 'depth: 10_000'],
    ['members have no bound', 'members: 200_000', 'members: 1e9'],
    ['keys of an object have no bound', 'keys: 2000', 'keys: 1e9'],
    ['keys may be of any length', 'keyLength: 256', 'keyLength: 1e9'],
    ['__proto__ passes', "key === '__proto__' || ", ''],
    ['constructor passes', "key === 'constructor' || ", ''],
  ),
  ...of('src/protocol/json-guard.ts', 'src/protocol/json-guard.test.ts', [
    'keys may stand twice',
    'if (repeatsKey(text)) throw refusal(REPEATED)',
    '',
  ]),
  ...of('src/protocol/json-guard.ts', 'test/security/privacy.test.ts', [
    'a refusal quotes the body',
    "{ remedy: 'Send one JSON object; the body is not valid JSON.' }",
    '{ remedy: text }',
  ]),
  ...of('src/http/body.ts', 'test/resilience/overload.test.ts', [
    'what is inflated costs nothing',
    'const more = Math.max(0, inflated - counted)',
    'const more = 0',
  ]),
  ...of('src/app.ts', 'test/resilience/overload.test.ts', [
    'feedback has no part of its own of the bodies',
    'jsonText(feedbackLimit, load.feedback.bodies)',
    'jsonText(feedbackLimit, load.hooks.bodies)',
  ]),
  ...of('src/server.ts', 'test/resilience/drain.test.ts', [
    'a second signal is not heard',
    'if (asked) process.exit(1)',
    'if (asked) return',
  ]),
  ...of('src/http/unread-answers.ts', 'test/resilience/slow-clients.test.ts', [
    'answers may wait to be read for ever',
    'else if (now - since > limitMs) socket.destroy()',
    'else if (false) socket.destroy()',
  ]),
  ...of('src/http/body.ts', 'test/resilience/slow-clients.test.ts', [
    'a body may be of any size',
    'size + chunk.length > limit',
    'false',
  ]),
  ...of(
    'src/http/body.ts',
    'test/security/hostile-input.test.ts',
    ['a body may inflate to any size', 'if (inflated > limit)', 'if (false)'],
    ['any bytes are text', 'else if (!isUtf8(body))', 'else if (false)'],
    [
      'any media type is JSON',
      "if (!JSON_TYPE.test((request.headers['content-type'] ?? '').trim()))",
      'if (false)',
    ],
    ['any encoding is none', "encoding !== 'identity' && encoding !== 'gzip'", 'false'],
  ),
  ...of(
    'src/http/web-headers.ts',
    'test/security/hostile-input.test.ts',
    ['a header may stand twice', '&& repeatsSingle(request.rawHeaders)', '&& false'],
    ['headers have no number', 'const MAX_HEADERS = 100', 'const MAX_HEADERS = 1e9'],
    ['a URL may be of any length', 'const MAX_URL = 2048', 'const MAX_URL = 1e9'],
  ),
  ...of(
    'src/http/web-headers.ts',
    'test/security/web-headers.test.ts',
    ['any request id is echoed', "sent === 'string' && REQUEST_ID.test(sent)", "sent === 'string'"],
    ['browsers may guess types', "'x-content-type-options': 'nosniff',", ''],
    ['answers may be framed', "; frame-ancestors 'none'", ''],
    ['https is not asked for', "publicUrl.startsWith('https:')", 'false'],
    ['https is not asked for below the public host', '; includeSubDomains', ''],
    ['the base of addresses may be changed', " base-uri 'none';", ''],
  ),
  ...of(
    'src/http/door.ts',
    'test/resilience/overload.test.ts',
    ['refusals at the door are not audited', 'records.record({', 'void ({'],
    ['feedback is refused at the door', 'registry.has(service) &&', ''],
    [
      'refusals at the door do not say that the connection ends',
      'if (mayStayUnread(request, config.bodyLimitBytes))',
      'if (false)',
    ],
  ),
  ...of('src/http/web-headers.ts', 'test/security/audited-spellings.test.ts', [
    'a whole URL is a path',
    'if (!isPlain(request)) throw',
    'if (false) throw',
  ]),
  ...of('src/http/errors.ts', 'test/integration/turned-away.test.ts', [
    'a body that breaks off is counted twice',
    'if (planned !== BROKEN_OFF) refused(planned.code)',
    'refused(planned.code)',
  ]),
  ...of('src/smart/audited.ts', 'test/security/audited-spellings.test.ts', [
    'what the app reads is recorded in one spelling only',
    'Router({ strict: true })',
    'Router({ strict: true, caseSensitive: true })',
  ]),
  ...of('src/smart/audited.ts', 'test/conformance/cors.test.ts', [
    'OPTIONS is answered by the trail',
    "if (request.method === 'OPTIONS') next()",
    'if (false) next()',
  ]),
  ...of(
    'src/http/cors.ts',
    'test/conformance/cors.test.ts',
    ['any origin may call', 'if (listed.has(origin)) return true', 'return true'],
    [
      'any page is told what it may send',
      "if (response.hasHeader('access-control-allow-origin'))",
      'if (true)',
    ],
  ),
  ...of(
    'src/http/listener.ts',
    'test/security/hostile-input.test.ts',
    ['HTTP is parsed leniently', 'insecureHTTPParser: false', 'insecureHTTPParser: true'],
    ['a header may be of any size', 'maxHeaderSize: HEADER_BYTES', 'maxHeaderSize: 1e6'],
  ),
  ...of('src/http/unread-bodies.ts', 'test/resilience/refused-bodies.test.ts', [
    'bodies of refused requests are read to their end',
    '    if (mayStayUnread(request, limit))\n',
    '    if (false)\n',
  ]),
  ...of(
    'src/http/listener.ts',
    'test/resilience/refused-bodies.test.ts',
    [
      'bodies are invited before anybody wants them',
      "request.once('resume', () => {\n      if (!response.headersSent) response.writeContinue()\n    })",
      'response.writeContinue()',
    ],
    [
      'an answer is followed by another one',
      'return !newest.headersSent && newest.socket !== null',
      'return true',
    ],
  ),
  ...of('src/http/listener.ts', 'test/security/web-headers.test.ts', [
    'what is no HTTP is answered without the headers of all answers',
    '    ...base,\n',
    '',
  ]),
  ...of('src/http/listener.ts', 'test/integration/turned-away.test.ts', [
    'what is no HTTP is counted nowhere',
    "error.code !== 'ECONNRESET' &&",
    'false &&',
  ]),
  ...of(
    'src/http/listener.ts',
    'test/resilience/slow-clients.test.ts',
    ['headers may take any time', 'headersTimeout: limits.headersTimeoutMs', 'headersTimeout: 0'],
    ['bodies may take any time', 'requestTimeout: limits.requestTimeoutMs', 'requestTimeout: 0'],
    ['connections have no number', 'server.maxConnections = limits.maxConnections', ''],
    ['requests may be sent ahead without end', 'const PIPELINED = 100', 'const PIPELINED = 1e9'],
  ),
]
