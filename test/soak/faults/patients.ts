import { of, type SeededFault } from './seeded-fault.ts'

export const PATIENTS: readonly SeededFault[] = [
  ...of(
    'src/engine/access.ts',
    'test/conformance/authorization.test.ts',
    ['a token of another patient is used', 'authorization.patient !== context.patientId', 'false'],
    ['a token that has run out is used', 'if (elapsedMs() >= lifeMs)', 'if (false)'],
    [
      'a token is used for longer than it lasts',
      'elapsedMs() >= lifeMs ? 0 : remainingMs()',
      'remainingMs()',
    ],
  ),
  ...of('src/prefetch/resolve.ts', 'test/conformance/prefetch-data.test.ts', [
    'prefetch of another patient passes',
    "if (verdict === 'other') throw",
    'if (false) throw',
  ]),
  ...of('src/prefetch/resolve.ts', 'test/conformance/prefetch-data.test.ts', [
    'fetched data of another patient pass',
    "return verdict === 'same' || verdict",
    "return verdict === 'other' || verdict === 'same' || verdict",
  ]),
  ...of('src/prefetch/resolve.ts', 'test/conformance/fhir-access.test.ts', [
    'a read may be answered with any resource',
    'return `${currentType(resourceType)}/${id}` === query',
    'return true',
  ]),
  ...of('src/smart/chart/patient-route.ts', 'test/smart/api.test.ts', [
    'the app may be given any patient',
    ' || resource.id !== patient) {',
    ') {',
  ]),
  ...of(
    'src/prefetch/call-patient.ts',
    'test/conformance/patient-server.test.ts',
    [
      'a patient of any server is ours',
      'return url.hostname === plainUrl(only)?.hostname && !registered.has(place)',
      'return true',
    ],
    ['a server beside the one that is meant is the same', ' && !registered.has(place)', ''],
    [
      'which of several servers on a host is meant is guessed',
      'return others.length === 0 ? first : undefined',
      'return first',
    ],
    [
      'data may be of two servers',
      'if (base === only) return true',
      'if (bases.length !== 1) return true',
    ],
  ),
  ...of('src/prefetch/call-patient.ts', 'src/prefetch/call-patient.test.ts', [
    'all addresses of a call are as the first one',
    'if (base === last)',
    'if (last !== undefined)',
  ]),
  ...of('src/start.ts', 'test/security/tenants-of-a-host.test.ts', [
    'the servers of other clients are not known',
    'fhirPlaces: placesOf(policiesOf(config)),',
    'fhirPlaces: placesOf([]),',
  ]),
  ...of('src/workers/serve-calls.ts', 'test/security/tenants-of-a-host.test.ts', [
    'workers do not know the servers of other clients',
    'fhirPlaces: init.fhirPlaces,',
    '',
  ]),
  ...of('src/engine/gather.ts', 'test/integration/strangers.test.ts', [
    'data of another patient are left out and not counted',
    'strangers += more',
    'void more',
  ]),
  ...of('src/prefetch/scope.ts', 'test/conformance/authorization.test.ts', [
    'scopes are not looked at',
    'return !understood',
    'return true',
  ]),
  ...of(
    'src/engine/patient-key.ts',
    'test/security/interleave.test.ts',
    [
      'tenants share scores',
      "hash(tenant, others.length === 0 ? base : '', patientId)",
      "hash('', '', patientId)",
    ],
    [
      'patients share scores',
      "hash(tenant, others.length === 0 ? base : '', patientId)",
      "hash(tenant, others.length === 0 ? base : '')",
    ],
  ),
  ...of(
    'src/cache/failsafe.ts',
    'src/cache/failsafe.test.ts',
    [
      'a cache that never answers is waited for',
      'await Promise.race([answer, late])',
      'await answer',
    ],
    ['what could not be kept leaves the score before it', 'notKept(key)\n', '\n'],
    ['a cache that hangs is asked by every call', 'restsUntil = at + REST_MS', 'restsUntil = at'],
  ),
  ...of('src/start.ts', 'test/resilience/cache-faults.test.ts', [
    'a cache that fails is used as it is',
    'scoreCache = failsafe(',
    'scoreCache = overrides.engine?.scoreCache ?? failsafe(',
  ]),
  ...of('src/cache/node-score-cache.ts', 'src/cache/node-score-cache.test.ts', [
    'a score is kept whatever its inputs',
    'if (known?.fingerprint === fingerprint)',
    'if (known !== undefined)',
  ]),
  ...of('src/engine/evaluate.ts', 'test/conformance/context-subjects.test.ts', [
    'rules see orders for no patient in the context',
    '    context: seen,\n',
    '    context,\n',
  ]),
]
