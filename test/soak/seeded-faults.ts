/** A guard taken away by one small edit, and the test that must notice. */
export interface SeededFault {
  readonly name: string
  readonly file: string
  /** Stands in the file exactly once. */
  readonly find: string
  readonly put: string
  readonly test: string
}

type Row = readonly [name: string, find: string, put: string]

const of = (file: string, test: string, ...rows: readonly Row[]): readonly SeededFault[] =>
  rows.map(([name, find, put]) => ({ name, file, find, put, test }))

const OUTBOUND = [
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
  ),
]

const LINKS = [
  ...of(
    'cards/link-hosts.ts',
    'test/conformance/links.test.ts',
    ['a card may launch any app', 'return link.url === rules.companionUrl', 'return true'],
    ['links lead anywhere', 'return rules.linkHosts.includes(host)', 'return true'],
    ['links of no list lead anywhere', 'return SHIPPED_HOSTS.includes(host) ||', 'return true ||'],
  ),
  ...of('src/config.ts', 'test/conformance/links.test.ts', [
    'the companion may be opened without TLS',
    "if (url.protocol !== 'https:' && !isLoopback(url.hostname))",
    'if (false)',
  ]),
]

const PATIENTS = [
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
  ...of('src/smart/chart/fhir-read-route.ts', 'test/smart/api.test.ts', [
    'the app may be given any resource of the patient',
    ' || resource.id !== id) {',
    ') {',
  ]),
  ...of(
    'src/prefetch/call-patient.ts',
    'test/conformance/patient-server.test.ts',
    [
      'a patient of any server is ours',
      'return url.hostname === plainUrl(only)?.hostname && !registered().includes(name)',
      'return true',
    ],
    ['a server beside the one that is meant is the same', ' && !registered().includes(name)', ''],
    [
      'data may be of two servers',
      'if (base === only) return true',
      'if (bases.length !== 1) return true',
    ],
  ),
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
    ['a cache that hangs is asked by every call', 'restsUntil = now + REST_MS', 'restsUntil = now'],
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
]

const REQUESTS = [
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
  ),
  ...of(
    'src/http/door.ts',
    'test/resilience/overload.test.ts',
    ['refusals at the door are not audited', 'records.record({', 'void ({'],
    ['feedback is refused at the door', 'registry.has(service) &&', ''],
  ),
  ...of('src/http/web-headers.ts', 'test/security/audited-spellings.test.ts', [
    'a whole URL is a path',
    'if (!isPlain(request)) throw',
    'if (false) throw',
  ]),
  ...of('src/smart/audited.ts', 'test/security/audited-spellings.test.ts', [
    'what the app reads is recorded in one spelling only',
    'Router({ strict: true })',
    'Router({ strict: true, caseSensitive: true })',
  ]),
  ...of('src/app.ts', 'test/conformance/cors.test.ts', [
    'OPTIONS is answered unseen',
    '  app.use(checkRequest)\n  app.use(preflight)\n',
    '  app.use(preflight)\n  app.use(checkRequest)\n',
  ]),
  ...of('src/http/cors.ts', 'test/conformance/cors.test.ts', [
    'any origin may call',
    'if (listed.has(origin)) return true',
    'return true',
  ]),
  ...of(
    'src/http/listener.ts',
    'test/security/hostile-input.test.ts',
    ['HTTP is parsed leniently', 'insecureHTTPParser: false', 'insecureHTTPParser: true'],
    ['a header may be of any size', 'maxHeaderSize: HEADER_BYTES', 'maxHeaderSize: 1e6'],
  ),
  ...of('src/http/unread-bodies.ts', 'test/resilience/refused-bodies.test.ts', [
    'bodies of refused requests are read to their end',
    "    if (isOver || headers['transfer-encoding'] !== undefined)\n",
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

const LOAD = [
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
    ['places leak', '} finally {\n        leave()', '} finally {\n        places += 0'],
    ['the queue has no end', 'queue.size >= most', 'false'],
    ['turns go to those who left', 'if (!waiting.isGone())', 'if (true)'],
  ),
  ...of(
    'src/app.ts',
    'test/resilience/lanes.test.ts',
    [
      'feedback has no bound',
      'load.feedback.admitted(feedbackRoute(context))',
      'feedbackRoute(context)',
    ],
    [
      'feedback uses up the rate of hook calls',
      'limitRate(load.feedback)',
      'limitRate(load.hooks)',
    ],
  ),
  ...of('src/http/rate-limit.ts', 'src/http/rate-limit.test.ts', [
    'a client may call at any rate',
    'bucket.tokens -= 1',
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

const TRUST = [
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
]

const TRACES = [
  ...of('src/engine/whose.ts', 'test/security/privacy.test.ts', [
    'hookInstance is logged as it came',
    "isUuid(request.hookInstance) ? request.hookInstance : 'not-a-uuid'",
    'request.hookInstance',
  ]),
  ...of('src/store/rows.ts', 'test/security/privacy.test.ts', [
    'comments are kept in the open',
    'sealed(userComment, commentContext(identity))',
    'userComment ?? null',
  ]),
  ...of('src/store/rows.ts', 'src/store/store.test.ts', [
    'the words of a reason are kept in the open',
    'sealed(reason?.display, displayContext(identity))',
    'reason?.display ?? null',
  ]),
  ...of('src/protocol/feedback.ts', 'test/conformance/feedback.test.ts', [
    'a comment is measured in letters',
    'utf8.encode(comment).length <= MOST_COMMENT_BYTES',
    'true',
  ]),
  ...of('src/security/keyed-hash.ts', 'src/security/keyed-hash.test.ts', [
    'parts of a hash run together',
    '{part.length}:$',
    "{''}$",
  ]),
  ...of(
    'cards/escape.ts',
    'cards/escape.test.ts',
    ['values are Markdown', '.replace(MARKS, escaped)', ''],
    ['invisible characters pass', ".replace(INVISIBLE, ' ')", ''],
    ['summaries hold angle brackets', ".replaceAll('<', '‹')", ''],
  ),
  ...of('src/store/csv.ts', 'src/store/csv.test.ts', [
    'spreadsheets run feedback',
    'FORMULA_START.test(value)',
    'false',
  ]),
  ...of('src/store/write-feedback.ts', 'src/store/store.test.ts', [
    'feedback about the cards of others is verified',
    "    .where('client', '=', row.client)\n",
    '',
  ]),
  ...of('src/http/audit.ts', 'test/integration/audit.test.ts', [
    'answers do not wait for their record',
    "config.audit !== 'strict' || ",
    'true || ',
  ]),
  ...of('src/http/call-records.ts', 'test/integration/flood.test.ts', [
    'anybody may fill the disk with records',
    'secondsToWait(kind, IN_FULL) === 0',
    'true',
  ]),
  ...of('src/http/hook-route.ts', 'test/integration/audit.test.ts', [
    'a call that does not end is nobody’s',
    'unreported: () => whoseCall(text, service, client, engine.hash)',
    '',
  ]),
  ...of('src/workers/pool.ts', 'test/resilience/late-record.test.ts', [
    'a call answered without its worker is nobody’s',
    'whoseCall(text, service, client, hash)',
    "whoseCall('', service, client, hash)",
  ]),
  ...of('src/http/body.ts', 'test/integration/audit.test.ts', [
    'who leaves early leaves no record',
    'if (over) return\n    finish()\n    done(brokenOff())',
    'if (!over) finish()',
  ]),
  ...of('src/store/audit-chain.ts', 'src/store/audit-tampering.test.ts', [
    'records are not chained',
    '{previous} $',
    "{''} $",
  ]),
  ...of('src/store/audit-chain.ts', 'src/store/audit-tampering.test.ts', [
    'marks of the chain can be forged',
    'proof === markProof(name, seq, mac)',
    'true',
  ]),
]

const STORE = [
  ...of(
    'src/store/sqlite.ts',
    'src/store/faults.test.ts',
    ['a commit is no sync', 'pragma synchronous = full', 'pragma synchronous = off'],
    [
      'a file that was moved away is written on',
      'if (now?.ino === opened.ino && now.dev === opened.dev) return',
      'return',
    ],
  ),
  ...of('src/store/sqlite-dialect.ts', 'src/store/sqlite-dialect.test.ts', [
    'a failed rollback hides the fault',
    'if (this.#database.isTransaction) await super',
    'await super',
  ]),
  ...of(
    'src/store/retention.ts',
    'test/resilience/retention.test.ts',
    [
      'deletions are told by no record',
      "await appendAudit(db, [trailEvent('retention', count, now)], inserts)",
      '',
    ],
    ['records go before their time', 'row.recorded_at >= before', 'row.recorded_at > before'],
    [
      'what is left cannot be verified',
      "await setMark(db, inserts.chain.mark('anchor', last.seq, last.mac))",
      '',
    ],
  ),
  ...of('src/retention.ts', 'test/resilience/retention.test.ts', [
    'what is past its time goes at the start alone',
    'setInterval(again, DAY_MS)',
    'setInterval(() => {}, DAY_MS)',
  ]),
  ...of('src/store/audit-writer.ts', 'src/store/nth-fault.test.ts', [
    'a failed batch of records is dropped',
    'this.#lose(this.#queue.restore(batch))',
    '',
  ]),
]

const APP = [
  ...of(
    'src/smart/login/callback-route.ts',
    'test/smart/login.test.ts',
    [
      'another browser may finish a log-in',
      'if (!isSame(launch.binding, launchCookie(request, state)))',
      'if (false)',
    ],
    [
      'any server may answer for the one that was asked',
      'if (iss === undefined ? endpoints.tellsIssuer : iss !== endpoints.issuer)',
      'if (false)',
    ],
  ),
  ...of('src/smart/login/launches.ts', 'test/smart/login.test.ts', [
    'a state can be used again',
    '      launches.delete(state)\n      return launch',
    '      return launch',
  ]),
  ...of('src/smart/login/id-token.ts', 'test/smart/login.test.ts', [
    'an id token of another log-in is taken',
    'if (payload.nonce !== nonce)',
    'if (false)',
  ]),
  ...of('src/smart/login/discovery.ts', 'test/smart/login.test.ts', [
    'a discovery document may name any endpoint',
    'if (url === undefined || !origins.includes(url.origin))',
    'if (url === undefined)',
  ]),
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
  ...of('src/smart/session/refresh.ts', 'test/smart/session.test.ts', [
    'an exchanged token of another patient is used',
    'if (answer.patient != null && answer.patient !== session.patient)',
    'if (false)',
  ]),
  ...of('src/smart/chart/fhir-read-route.ts', 'test/smart/api.test.ts', [
    'the app reads any patient',
    "if (type === 'Patient' && id !== patient)",
    'if (false)',
  ]),
  ...of(
    'src/smart/chart/fhir-write-route.ts',
    'test/smart/api.test.ts',
    ['the app writes about any patient', 'if (reference !== `Patient/${patient}`)', 'if (false)'],
    ['a double click writes twice', 'const write = known ?? create(', 'const write = create('],
  ),
]

const MENDED = [
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

/** What rules may reach, and what they are held to. */
const RULES = [
  ...of(
    'src/engine/module-fence.ts',
    'test/security/services-fence.test.ts',
    [
      'rules import any package',
      'const found =\n        IS_PATH.test(specifier) || OPEN.has(specifier) ?',
      'const found =\n        true ?',
    ],
    ['rules import files from anywhere', 'OPEN.has(specifier) || isWithin(found.url)', 'true'],
    ['rules import what tests may', 'found !== undefined && isTest(found.url)', 'false'],
  ),
  ...of('src/engine/module-fence.ts', 'test/security/services-manifest.test.ts', [
    'a worker loads what was changed since',
    'digestOf(source as BinaryLike) !== digest',
    'false',
  ]),
  ...of(
    'src/security/services-manifest.ts',
    'test/security/services-manifest.test.ts',
    ['a changed service is taken for the signed one', 'if (files[name] !== digest)', 'if (false)'],
    ['what was added is taken for signed', 'if (!Object.hasOwn(files, name))', 'if (false)'],
    ['what is gone is not missed', 'if (!Object.hasOwn(present, name))', 'if (false)'],
  ),
  ...of('src/security/services-manifest.ts', 'src/security/services-manifest.test.ts', [
    'any signed text is a manifest',
    'typ === TYPE ? await',
    'true ? await',
  ]),
  ...of('src/workers/watchdog.ts', 'src/workers/watchdog.test.ts', [
    'a rule is blamed for a busy machine',
    'if (thread === undefined || !thread.isRunnable)',
    'if (true)',
  ]),
  ...of('src/engine/gates.ts', 'src/workers/call-guard.test.ts', [
    'a slow rule is left out while another runs',
    "return code === CODES.slow ? 'later' : 'busy'",
    "return 'busy'",
  ]),
  ...of('src/workers/watchdog.ts', 'src/workers/watchdog.test.ts', [
    'a rule may hold a worker up for as long as it gets no processor',
    ' || heldFor(watch, now) > patienceMs',
    '',
  ]),
  ...of(
    'src/workers/bound-buffers.ts',
    'test/resilience/rule-torture/memory.test.ts',
    ['one buffer may be of any size', 'if (bytes > MOST_AT_ONCE) throw', 'if (false) throw'],
    ['buffers may take all memory', '.external_memory > MOST_IN_USE', '.external_memory < 0'],
    ['typed arrays are not counted', 'charge(bytesOf(undefined, args))', ''],
  ),
  ...of(
    'src/workers/fence-process.ts',
    'test/security/rule-output.test.ts',
    [
      'rules write to the streams of the process',
      "for (const name of ['stdout', 'stderr']) fix(process, name, sink())",
      '',
    ],
    [
      'rules warn on the streams of the process',
      'if (SILENT.has(name)) return () => undefined',
      'if (SILENT.has(name)) return real',
    ],
  ),
  ...of('src/workers/patrol.ts', 'test/resilience/rule-torture/memory.test.ts', [
    'nobody looks at memory that is not counted',
    'if (bytes > MOST_OUTSIDE &&',
    'if (false &&',
  ]),
  ...of('src/workers/losses.ts', 'src/workers/losses.test.ts', [
    'a rule is blamed where another may be the cause',
    'if (mayBeOthers && !enders.includes(rule)) continue',
    '',
  ]),
  ...of('src/engine/gates.ts', 'src/workers/losses.test.ts', [
    'what a rule does with large inputs counts as with any',
    'isForLarge: (number) => number >= larger',
    'isForLarge: () => false',
  ]),
  ...of(
    'src/protocol/request.ts',
    'test/security/field-lengths.test.ts',
    [
      'a token may have any length',
      'access_token: z.string().max(MOST.token)',
      'access_token: z.string()',
    ],
    ['an instance may have any length', 'hookInstance: text.max(MOST.name)', 'hookInstance: text'],
  ),
  ...of('src/engine/large-inputs.ts', 'src/engine/rule-health.test.ts', [
    'large inputs of all clients are one',
    'const own = clients.get(client) ?? {',
    'const own = [...clients.values()][0] ?? {',
  ]),
  ...of('src/engine/evaluate.ts', 'test/integration/kept-scores.test.ts', [
    'patients of several servers share scores where none is named',
    'bases.length > 1 ? undefined : () => keyOf(report)',
    '() => keyOf(report)',
  ]),
  ...of('src/engine/orders.ts', 'test/integration/unread-medicines.test.ts', [
    'an order for a group is taken for the patient’s',
    "subjectVerdict(resource, patient) === 'not-a-patient'",
    'false',
  ]),
  ...of('src/engine/patient-key.ts', 'test/integration/kept-scores.test.ts', [
    'servers share scores',
    "hash(tenant, others.length === 0 ? base : '', patientId)",
    "hash(tenant, '', patientId)",
  ]),
  ...of('src/engine/context-subjects.ts', 'test/integration/unread-medicines.test.ts', [
    'an order set may hold orders of another patient',
    'return [value, ...heldIn(value)]',
    'return [value]',
  ]),
  ...of('src/engine/context-subjects.ts', 'test/conformance/context-subjects.test.ts', [
    'what stands in a list of the context is not looked at',
    'if (Array.isArray(value)) return value.flatMap(resourcesIn)',
    'if (Array.isArray(value)) return []',
  ]),
]

/** Faults that were in no release, one per guard; each must be noticed by its test. */
export const SEEDED_FAULTS: readonly SeededFault[] = [
  ...OUTBOUND,
  ...LINKS,
  ...PATIENTS,
  ...REQUESTS,
  ...LOAD,
  ...TRUST,
  ...TRACES,
  ...STORE,
  ...APP,
  ...MENDED,
  ...RULES,
]
