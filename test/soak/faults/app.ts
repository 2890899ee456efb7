import { of, type SeededFault } from './seeded-fault.ts'

export const APP: readonly SeededFault[] = [
  ...of(
    'src/smart/login/callback-route.ts',
    'test/smart/login.test.ts',
    ['a code is exchanged twice', ' || !launches.spend(state)', ''],
    [
      'any server may answer for the one that was asked',
      'if (iss === undefined ? endpoints.tellsIssuer : iss !== endpoints.issuer)',
      'if (false)',
    ],
    [
      'a code may come back by the address of another client',
      'if (request.params.client !== registration.policy.id)',
      'if (false)',
    ],
  ),
  ...of(
    'src/smart/login/launches.ts',
    'test/smart/login.test.ts',
    ['a state can be used again', ' || spent.has(state)', ''],
    [
      'what one launch left in a browser serves for another',
      'sealer(secret, `launch ${state}`)',
      "sealer(secret, 'launch')",
    ],
    ['a launch never ends', ' || monotonic() - own.at >= LIFE_MS', ''],
  ),
  ...of('src/smart/login/launches.ts', 'src/smart/login/launches.test.ts', [
    'launches that were spent have no bound',
    'if (spent.size >= most) return false',
    '',
  ]),
  ...of(
    'src/smart/login/id-token.ts',
    'test/smart/login.test.ts',
    [
      'people of one id on two servers are one',
      'isRelative ? `${baseName(server)}/${reference}`',
      'isRelative ? reference',
    ],
    ['an id token of another log-in is taken', 'if (payload.nonce !== nonce)', 'if (false)'],
    [
      'an id token may name nobody',
      "if (typeof sub !== 'string' || !SUBJECT.test(sub))",
      'if (false)',
    ],
  ),
  ...of('src/smart/login/launch-route.ts', 'test/smart/login.test.ts', [
    'a page of others opens a session',
    'if (launch === undefined && !isAsked(request))',
    'if (false)',
  ]),
  ...of('src/smart/login/callback-route.ts', 'test/smart/login.test.ts', [
    'a log-in ends the session before it though it comes to nothing',
    'const session = await loggedIn(context, launch, code)',
    "const old = sessions.find(sessionCookie(request))\n      if (old !== undefined) sessions.end(old, 'replaced')\n      const session = await loggedIn(context, launch, code)",
  ]),
  ...of('src/smart/login/discovery.ts', 'test/smart/login.test.ts', [
    'a discovery document may name any endpoint',
    'if (url === undefined || !origins.includes(url.origin))',
    'if (url === undefined)',
  ]),
  ...of(
    'src/smart/login/discovery.ts',
    'src/smart/login/discovery.test.ts',
    [
      'an OpenID document of another issuer is taken',
      'if (checked.data.issuer !== issuer)',
      'if (false)',
    ],
    [
      'a server may name any issuer, whichever is registered',
      'if (registration.issuer !== undefined && issuer !== undefined && issuer !== registration.issuer)',
      'if (false)',
    ],
  ),
  ...of(
    'src/smart/session/guard.ts',
    'test/smart/session.test.ts',
    [
      'other pages may call the app',
      "if (site !== undefined && site !== 'same-origin')",
      'if (false)',
    ],
    [
      'an older page gets the data of a newer session',
      'if (given !== undefined && !isSame(session.csrf, given))',
      'if (false)',
    ],
  ),
  ...of('src/smart/session/guard.ts', 'test/smart/ended-sessions.test.ts', [
    'a session that was ended from outside goes on',
    ' || (await recalls.hasEnded(session))',
    '',
  ]),
  ...of(
    'src/smart/session/recalls.ts',
    'src/smart/session/recalls.test.ts',
    [
      'where nobody can tell whether a session was ended it goes on',
      "throw new CdsError('CDS_UNAVAILABLE', [], error)",
      'return new Map<string, number>()',
    ],
    [
      'one user’s sessions are those of all clients',
      ' && each.endpoint.registration.policy.id === id',
      '',
    ],
  ),
  ...of('src/smart/session/page-refusal.ts', 'test/smart/session.test.ts', [
    'calls of other pages leave no trace',
    'if (!isOnTrail(response)) record(request, response, () => undefined)',
    '',
  ]),
  ...of('src/smart/session/refresh.ts', 'test/smart/session.test.ts', [
    'an exchanged token of another patient is used',
    'if (answer.patient != null && answer.patient !== session.patient)',
    'if (false)',
  ]),
  ...of(
    'src/smart/chart/patient-route.ts',
    'test/smart/api.test.ts',
    [
      'the whole Patient is given to the page',
      'response.json(personOf(resource, engine.now()))',
      'response.json(resource)',
    ],
    [
      'the app asks for a patient without the scope',
      "if (!mayRead(scope, 'Patient'))",
      'if (false)',
    ],
  ),
  ...of(
    'src/smart/chart/fhir-write-route.ts',
    'test/smart/api.test.ts',
    ['the app writes about any patient', 'if (reference !== `Patient/${patient}`)', 'if (false)'],
    ['the app writes any member', '  onlyWritable(kind, resource)\n', ''],
    ['a double click writes twice', 'const write = known ?? create(', 'const write = create('],
  ),
]
