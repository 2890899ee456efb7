import { of, type SeededFault } from './seeded-fault.ts'

export const MENDED: readonly SeededFault[] = [
  ...of('src/start.ts', 'test/conformance/request.test.ts', [
    'what fails while a failure is answered is told by Express',
    'withLastStop(createApp(context, smart, sandbox), log)',
    'createApp(context, smart, sandbox)',
  ]),
  ...of(
    'src/prefetch/medications.ts',
    'test/integration/referenced-medications.test.ts',
    [
      'a Medication of any place is read from the own server',
      "return path.startsWith('Medication/') ?",
      'return true ?',
    ],
    [
      'of two with one full URL the last is taken',
      'map.set(name, isAlike || !map.has(name) ? resource : undefined)',
      'map.set(name, resource)',
    ],
  ),
  ...of('src/smart/login/logged-in.ts', 'test/smart/login.test.ts', [
    'tokens of which no session comes are kept by nobody',
    'await giveBack(endpoint, { accessToken, refreshToken: refreshToken ?? undefined }, deps)',
    'void [accessToken, refreshToken]',
  ]),
  ...of(
    'src/smart/session/refresh.ts',
    'test/smart/session.test.ts',
    [
      'tokens exchanged for an ended session are kept by nobody',
      'await giveBack(session.endpoint, { accessToken, refreshToken: newer }, deps)',
      'void [accessToken, newer]',
    ],
    [
      'a busy token server ends the session',
      'if (error instanceof TokenError && error.refused)',
      'if (error instanceof TokenError)',
    ],
  ),
  ...of('src/smart/chart/advice-route.ts', 'test/smart/session.test.ts', [
    'what was read for a session that has ended is in no trail',
    "    noteApp(response, session, {\n      ...{ call: 'advice'",
    "    stillLive(session)\n    noteApp(response, session, {\n      ...{ call: 'advice'",
  ]),
  ...of('src/smart/registration/shown.ts', 'test/smart/login.test.ts', [
    'scopes are asked for services that the client does not have',
    'return isOn && isEntitled(policy, id) ?',
    'return isOn ?',
  ]),
  ...of('src/sandbox/api-routes.ts', 'test/sandbox/api.test.ts', [
    'pages of other ports press the buttons of the sandbox',
    "if (site !== undefined && site !== 'same-origin' && site !== 'none')",
    'if (false)',
  ]),
  ...of('src/sandbox/own-whole.ts', 'test/sandbox/api.test.ts', [
    'one page of a chart is taken for the whole',
    "...(typeof total === 'number' && total > matches",
    '...(false',
  ]),
  ...of('src/sandbox/auth/id-token.ts', 'test/sandbox/authorization.test.ts', [
    'the user is named to those who did not ask',
    "...(scope.split(' ').includes('fhirUser') ?",
    '...(true ?',
  ]),
  ...of('src/sandbox/auth/token.ts', 'test/sandbox/authorization.test.ts', [
    'a refresh that was wrong spends the token',
    'if (isOurs && !found.spent && scope === undefined)',
    'if (false)',
  ]),
]
