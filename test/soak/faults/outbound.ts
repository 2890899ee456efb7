import { of, type SeededFault } from './seeded-fault.ts'

export const OUTBOUND: readonly SeededFault[] = [
  ...of(
    'src/engine/made.ts',
    'test/resilience/fhir-faults.test.ts',
    [
      'silence where the record system failed',
      "failure(why === 'partial' || FAILURES.has(why))",
      'failure(false)',
    ],
    [
      'silence of a rule where the record system failed',
      'failure(setting.anyFailed())',
      'failure(false)',
    ],
  ),
  ...of('src/engine/made.ts', 'src/workers/late-answer.test.ts', [
    'silence of a late rule',
    'because: NOT_CHECKED[how], isFailure: true }',
    'because: NOT_CHECKED[how] }',
  ]),
  ...of(
    'src/security/outbound.ts',
    'src/security/outbound.test.ts',
    ['any server is public', "return among(rules.bases) ? 'public' : undefined", "return 'public'"],
    ['this machine is open to every client', 'if (rules.loopback && isL', 'if (isL'],
    [
      'bases are compared as prefixes',
      'pathOf(a) === pathOf(b)',
      'pathOf(a).startsWith(pathOf(b))',
    ],
    ['the scheme is not compared', 'a.protocol === b.protocol && ', ''],
    ['what the parser rewrote passes', 'path !== url.pathname || ', ''],
  ),
  ...of(
    'src/security/address-guard.ts',
    'src/security/address-guard.test.ts',
    ['link-local addresses are public', ", '169.254.0.0/16'", ''],
    ['v4 in v6 is public', "'::ffff:0:0/96', ", ''],
    ['literals are not judged', 'return isIP(literal) === 0 || within', 'return true || within'],
    ['one public address of a name is enough', '!found.every(', '!found.some('],
  ),
  ...of('src/fhir/under-base.ts', 'src/fhir/under-base.test.ts', [
    'next links to other hosts are followed',
    '|| url.origin !== base.origin',
    '',
  ]),
  ...of('src/fhir/under-base.ts', 'src/fhir/under-base.test.ts', [
    'next links beside the base are followed',
    '.startsWith(root)) return undefined',
    ".startsWith('')) return undefined",
  ]),
  ...of('src/fhir/query.ts', 'src/fhir/query.test.ts', [
    'queries may step upwards',
    " && segment !== '.' && segment !== '..'",
    '',
  ]),
  ...of('src/prefetch/fill.ts', 'src/prefetch/fill.test.ts', [
    'ids are filled in unchecked',
    "typeof each === 'string' && (ID.test(each) || REFERENCE.test(each))",
    "typeof each === 'string'",
  ]),
  ...of('src/fhir/connection.ts', 'src/fhir/fhirclient.test.ts', [
    'an exchange is as many requests as one likes',
    "if (used) throw new Error('An exchange is one request')",
    '',
  ]),
  ...of('src/fhir/fhirclient.ts', 'src/fhir/paging.test.ts', [
    'pages are followed without end',
    'seen.size >= search.maxPages || ',
    '',
  ]),
  ...of('src/fhir/send.ts', 'src/fhir/deadline.test.ts', [
    'a FHIR server may take any time',
    'Math.min(remainingMs, LONGEST_DELAY)',
    'LONGEST_DELAY',
  ]),
  ...of('src/fhir/send.ts', 'src/fhir/send.test.ts', [
    'a FHIR server sends us on to another',
    "redirect: 'error' as const",
    "redirect: 'follow' as const",
  ]),
  ...of('src/fhir/read-json.ts', 'src/fhir/fhirclient.test.ts', [
    'an answer may be of any size',
    'length > maxBytes || ',
    '',
  ]),
  ...of(
    'src/fhir/budget.ts',
    'src/fhir/budget.test.ts',
    ['a hook call asks without end', 'return requestsLeft >= 0', 'return true'],
    ['a hook call reads without end', 'return bytesLeft >= 0', 'return true'],
  ),
  ...of(
    'src/fhir/breaker.ts',
    'src/fhir/breaker.test.ts',
    ['a failing server is asked for ever', 'failed < failures || ', 'true || '],
    ['one success forgives all failures', 'if (failed === 0)', 'if (well)'],
    ['a query that always fails takes the others along', ' || failed * 2 < recent.length', ''],
    ['all probe at once', "state.kind === 'half-open' || ", ''],
    [
      'what went well before the first failure is forgotten',
      'recent: before(base, now)',
      'recent: []',
    ],
  ),
  ...of('src/fhir/failure.ts', 'test/security/certificates.test.ts', [
    'a FHIR server whose certificate does not hold reads as one that is down',
    "(tlsFault(code) ?? 'unreachable')",
    "'unreachable'",
  ]),
  ...of('src/http/fhir-failures.ts', 'test/security/certificates.test.ts', [
    'TLS that does not hold is not said aloud',
    'if (certificate + tls > 0)',
    'if (false)',
  ]),
  ...of('src/workers/shared-things.ts', 'src/workers/shared-things.test.ts', [
    'each read from a server in trouble is told to all workers',
    'if (isTroubled === told.has(base)) return',
    '',
  ]),
  ...of('src/workers/worker-fhir.ts', 'src/workers/worker-fhir.test.ts', [
    'workers tell failures alone',
    'good.take(base, monotonic()).length',
    '0',
  ]),
]
