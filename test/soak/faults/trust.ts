import { of, type SeededFault } from './seeded-fault.ts'

export const TRUST: readonly SeededFault[] = [
  ...of(
    'src/security/trusted-proxies.ts',
    'test/integration/proxy.test.ts',
    [
      'anybody says where a call came from',
      'return lists[family].check(plain, family)',
      'return true',
    ],
    ['what the caller sent along is believed', ' && isProxy(address); last', '; last'],
    ['what is no address is noted as one', 'if (before === undefined) return address', ''],
    ['everybody may be a trusted proxy', '/^[1-9]\\d{0,2}$/.test(bits)', '/^\\d{1,3}$/.test(bits)'],
  ),
  ...of('src/http/door.ts', 'test/integration/proxy.test.ts', [
    'the door notes the proxy as the caller',
    'address: addressOf(request)',
    "address: request.socket.remoteAddress ?? ''",
  ]),
  ...of(
    'src/security/client-trust.ts',
    'test/security/jwt.test.ts',
    [
      'signatures are not checked',
      'await compactVerify(token.text, key, { algorithms: [alg] })',
      '',
    ],
    ['any tenant will do', 'said !== undefined && tenants.includes(said)', 'true'],
  ),
  ...of(
    'src/security/token-claims.ts',
    'src/security/token-claims.test.ts',
    [
      'aud is not checked',
      '!audiencesOf(payload.aud).some((each) => rules.audiences.includes(each))',
      'false',
    ],
    ['exp is not checked', 'now > exp + SKEW_S', 'false'],
    ['iat and nbf are not checked', 'Math.max(iat, nbf) > now + SKEW_S', 'false'],
    ['tokens may live for ever', ' || exp - iat > rules.maxTokenSeconds', ''],
    ['a jti is not needed', "typeof jti !== 'string' || jti === '' || ", ''],
    ['times need not be integers', ' || !Number.isSafeInteger(value)', ''],
  ),
  ...of(
    'src/security/token-header.ts',
    'src/security/token-header.test.ts',
    [
      'any algorithm will do',
      'algorithms.find((each) => each === header.alg)',
      'header.alg as Algorithm',
    ],
    ['keys in the header are passed over', "'jwk', ", ''],
    ['crit is passed over', "'crit', ", ''],
    ['typ is passed over', "Object.hasOwn(header, 'typ') && ", 'false && '],
    ['any jku will do', 'jku === undefined || header.jku !== jku', 'false'],
  ),
  ...of(
    'src/security/bearer-token.ts',
    'src/security/bearer-token.test.ts',
    ['a token may be of any length', 'if (text.length > MAX_TOKEN)', 'if (false)'],
    ['one signature has many spellings', ' || !isCanonical(signature)', ''],
  ),
  ...of(
    'src/security/public-keys.ts',
    'src/security/public-keys.test.ts',
    ['any key of the client will do', 'each.kid === kid && ', ''],
    ['an algorithm goes with any key', ' && algorithmsOf(each).includes(alg)', ''],
    ['secrets are taken for keys', "jwk.kty === 'oct' || ", ''],
    ['short RSA keys pass', 'bits < LEAST_RSA_BITS', 'false'],
  ),
  ...of(
    'src/security/replay-guard.ts',
    'src/security/replay-guard.test.ts',
    ['tokens may be used again', "if (issuer.used.has(name)) return 'seen'", ''],
    ['a full guard forgets', "if (issuer.used.size >= mostPerIssuer) return 'full'", ''],
    [
      'used tokens are forgotten at a restart',
      'for (const token of await kept.unexpired(seconds()))',
      'for (const token of [] as UsedToken[])',
    ],
    ['nobody writes down which tokens were used', 'kept.note(token, seconds())', ''],
  ),
  ...of('src/security/recognize.ts', 'test/security/jwt.test.ts', [
    'nobody asks for the jti',
    "if (client.replay === 'off') return",
    'return',
  ]),
  ...of('src/security/jwks-source.ts', 'src/security/jwks-source.test.ts', [
    'unknown kids flood the key server',
    'if (key !== undefined || (underWay === undefined && !rested(COOLDOWN_MS))) return key',
    'if (key !== undefined) return key',
  ]),
  ...of(
    'src/security/jwks-source.ts',
    'src/security/jwks-source.test.ts',
    [
      'each call asks an address that is down',
      'ageOf() >= REFRESH_MS && rested(COOLDOWN_MS)',
      'ageOf() >= REFRESH_MS',
    ],
    [
      'without keys each call asks for some',
      'if (underWay !== undefined || rested(RETRY_MS)) await',
      'await',
    ],
    ['keys serve for ever', 'if (ageOf() >= STALE_MS) keys = undefined', ''],
  ),
  ...of('src/security/client-trust.ts', 'test/conformance/trust.test.ts', [
    'keys are fetched for any token of a client',
    "  onStep('header', client)",
    "  await keysOf(client).find(kid, alg)\n  onStep('header', client)",
  ]),
  ...of('src/security/guarded-fetch.ts', 'src/security/jwks-fetch.test.ts', [
    'an address of keys may take any time',
    'setTimeout(fail, asked.deadlineMs,',
    'setTimeout(fail, 2 ** 30,',
  ]),
  ...of('src/security/jwks-source.ts', 'test/resilience/jwks-black-hole.test.ts', [
    'calls wait for keys that are there',
    'rested(COOLDOWN_MS)) void refresh()',
    'rested(COOLDOWN_MS)) await refresh()',
  ]),
  ...of('src/start.ts', 'test/resilience/jwks-black-hole.test.ts', [
    'withdrawn keys serve until somebody calls',
    '() => void refreshKeys()',
    '() => {}',
  ]),
  ...of('src/security/guarded-fetch.ts', 'src/security/jwks-fetch.test.ts', [
    'key sets may be of any size',
    'if (length > maxBytes)',
    'if (false)',
  ]),
  ...of(
    'src/http/trust.ts',
    'test/conformance/trust.test.ts',
    ['a client may call every service', 'if (isEntitled(policy, service)) return', 'return'],
    [
      'a refusal says why',
      "return new CdsError('CDS_CLIENT_UNTRUSTED', remedy)",
      "return new CdsError('CDS_CLIENT_UNTRUSTED', [{ remedy: reason }])",
    ],
  ),
  ...of('src/http/trust.ts', 'test/security/client-settings.test.ts', [
    'pages of one client read what is another’s',
    "response.removeHeader('access-control-allow-origin')",
    '{}',
  ]),
  ...of('src/http/context.ts', 'test/integration/client-check.test.ts', [
    'services that are switched off answer',
    "config.services[id] === 'off' ? undefined : registry.get(id)",
    'registry.get(id)',
  ]),
  ...of('src/http/local-only.ts', 'test/security/web-headers.test.ts', [
    'open mode is called by any name',
    'if (name === undefined || (name !== own && !isLoopback(name))) return false',
    'if (name === undefined) return false',
  ]),
  ...of('src/cli/main.ts', 'test/integration/started-by-hand.test.ts', [
    'started by hand the service runs as it comes',
    "if (process.argv[2] === 'serve') becomeService()",
    'void becomeService',
  ]),
  ...of('src/cli/node-flags.ts', 'test/integration/started-by-hand.test.ts', [
    'crashes leave memory images',
    "dumps !== undefined && dumps !== '0'",
    'false',
  ]),
  ...of('src/client-setting.ts', 'src/security/published-keys.test.ts', [
    'keys that anybody can sign with are registered',
    '(keyProblem(jwk) ?? publishedProblem(jwk))',
    'keyProblem(jwk)',
  ]),
  ...of('src/security/secret.ts', 'src/security/secret.test.ts', [
    'a key for tests is a secret',
    ' || isCounted(bytes)',
    '',
  ]),
  ...of('src/config.ts', 'src/environment.test.ts', [
    'misspelt variables pass unnoticed',
    'if (stray !== undefined) throw',
    'if (false) throw',
  ]),
  ...of('src/config.ts', 'test/integration/process.test.ts', [
    'open mode listens everywhere',
    'if (isWide && isOpenMode(file))',
    'if (false)',
  ]),
  ...of('src/security/published-guard.ts', 'test/security/fetched-published-keys.test.ts', [
    'keys that anybody can sign with are fetched and used',
    'if (areTaken || places.length === 0) return',
    'if (places.length >= 0) return',
  ]),
  ...of('src/callers.ts', 'test/security/fetched-published-keys.test.ts', [
    'keys that anybody can sign with are taken beside those of others',
    'clients.length === 1 && isThisMachine(host)',
    'isThisMachine(host)',
  ]),
  ...of('src/server.ts', 'test/integration/process.test.ts', [
    'bodies may come for which the heap has no room',
    'checkHeap(asked)',
    'void checkHeap',
  ]),
]
