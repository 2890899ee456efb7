import { of, type SeededFault } from './seeded-fault.ts'

export const LOAD: readonly SeededFault[] = [
  ...of('src/engine/evaluate.ts', 'test/security/client-settings.test.ts', [
    'a hook has no deadline',
    'const remainingMs = () => client.deadlineMs - elapsedMs()',
    'const remainingMs = () => 2 ** 30',
  ]),
  ...of('src/engine/evaluate.ts', 'test/conformance/fhir-access.test.ts', [
    'reading for a hook has no deadline',
    'remainingMs: () => forFhirMs - elapsedMs()',
    'remainingMs: () => 2 ** 30',
  ]),
  ...of(
    'src/http/admission.ts',
    'src/http/admission.test.ts',
    ['places leak', 'by.working--\n          leave()', 'by.working--\n          places += 0'],
    ['the share of a client leaks', 'by.working--\n          leave()', 'leave()'],
    ['the queue has no end', 'queue.size >= most', 'false'],
    ['turns go to those who left', 'if (!waiting.isGone())', 'if (true)'],
  ),
  ...of('src/start.ts', 'test/resilience/lanes.test.ts', [
    'one client may have all the places',
    'config.clients.length > 1 ?',
    'false ?',
  ]),
  ...of(
    'src/app.ts',
    'test/resilience/lanes.test.ts',
    [
      'feedback has no bound',
      'load.feedback.admitted(feedbackRoute(context), callerOf)',
      'feedbackRoute(context)',
    ],
    [
      'feedback uses up the rate of hook calls',
      'load.feedback.limitRate(callerOf)',
      'load.hooks.limitRate(callerOf)',
    ],
  ),
  ...of(
    'src/smart/routes.ts',
    'test/resilience/app-reads.test.ts',
    [
      'what the app reads has no bound',
      'appReads.inTurn(patientRoute(context), policyOf)',
      'patientRoute(context)',
    ],
    [
      'what the app reads has no rate',
      "live('advice'),\n      appReads.limitRate(policyOf),",
      "live('advice'),",
    ],
  ),
  ...of('src/http/rate-limit.ts', 'src/http/rate-limit.test.ts', [
    'a client may call at any rate',
    'bucket.tokens -= 1',
    '',
  ]),
  ...of('src/start.ts', 'test/security/client-settings.test.ts', [
    'a client for which no rate is set has none',
    '...(isOpenMode(config) ? {} : { hookRate: HOOK_RATE }),',
    '',
  ]),
  ...of('src/http/byte-budget.ts', 'test/resilience/overload.test.ts', [
    'bodies together have no bound',
    'if (used + bytes > most) return false',
    '',
  ]),
  ...of('src/server.ts', 'test/resilience/drain.test.ts', [
    'a stop is not announced',
    '  running.stopTaking()\n',
    '',
  ]),
]
