import { exportSPKI } from 'jose'
import { part, sign } from '../../support/tokens.ts'
import {
  AUD,
  BASE,
  claims,
  der,
  EHR,
  es384,
  good,
  hmac,
  JWT,
  now,
  others,
  PATH,
  publicOf,
  raw,
  rs384,
  stranger,
  swap,
  tenantKey,
  trap,
} from './world.ts'

/** A token that must be refused, and the reason that the log gives. */
export type Variant = readonly [
  name: string,
  reason: string,
  make: () => Promise<string | undefined> | string | undefined,
]
const bearer = async (token: Promise<string> | string) => `Bearer ${await token}`

const FORM: readonly Variant[] = [
  ['no Authorization', 'token-missing', () => undefined],
  ['an empty one', 'token-missing', () => ''],
  ['Bearer alone', 'token-missing', () => 'Bearer'],
  ['Bearer and blanks', 'token-missing', () => 'Bearer    '],
  ['Basic', 'token-missing', () => 'Basic dXNlcjpwYXNz'],
  ['another scheme', 'token-missing', async () => `JWT ${await good()}`],
  ['no scheme', 'token-missing', () => good()],
  ['Bearer:', 'token-missing', async () => `Bearer: ${await good()}`],
  ['a token in quotes', 'token-malformed', async () => `Bearer "${await good()}"`],
  ['two tokens', 'token-missing', async () => `Bearer ${await good()} ${await good()}`],
  [
    'two tokens in a list',
    'token-missing',
    async () => `Bearer ${await good()}, Bearer ${await good()}`,
  ],
  ['a word', 'token-malformed', () => 'Bearer token'],
  ['dots', 'token-malformed', () => 'Bearer ..'],
  ['header alone', 'token-malformed', async () => bearer(swap(await good(), 1, () => ''))],
  [
    'two parts',
    'token-malformed',
    async () => bearer((await good()).split('.').slice(0, 2).join('.')),
  ],
  ['four parts', 'token-malformed', async () => bearer(`${await good()}.AAAA`)],
  ['five parts', 'token-malformed', async () => bearer(`${await good()}.AAAA.AAAA`)],
  ['an empty signature', 'token-malformed', async () => bearer(swap(await good(), 2, () => ''))],
  ['padding', 'token-malformed', async () => bearer(`${await good()}=`)],
  ['JSON in place of base64', 'token-malformed', () => bearer('{"alg":"none"}.{"iss":"x"}.x')],
  [
    'a header that is no JSON',
    'token-malformed',
    async () => bearer(swap(await good(), 0, () => part('{'))),
  ],
  [
    'a header that is a list',
    'token-malformed',
    async () => bearer(swap(await good(), 0, () => part('[]'))),
  ],
  [
    'a payload that is no JSON',
    'token-malformed',
    async () => bearer(swap(await good(), 1, () => part('x'))),
  ],
  [
    'a payload that is a text',
    'token-malformed',
    async () => bearer(swap(await good(), 1, () => part('"x"'))),
  ],
  [
    'a payload that is null',
    'token-malformed',
    async () => bearer(swap(await good(), 1, () => part('null'))),
  ],
  ['over 8 KiB', 'token-too-long', () => bearer(good({ filler: 'x'.repeat(8192) }))],
]

const ALGORITHM: readonly Variant[] = [
  ...['none', 'None', 'NONE', 'nOnE', 'none ', ''].flatMap((alg): Variant[] => [
    [
      `alg "${alg}" with a signature`,
      'alg-refused',
      () => bearer(raw(JWT(alg), claims(), () => 'AAAA')),
    ],
    [
      `alg "${alg}" without one`,
      'token-malformed',
      () => bearer(raw(JWT(alg), claims(), () => '')),
    ],
  ]),
  ...(['HS256', 'HS384', 'HS512'] as const).flatMap((alg): Variant[] => {
    const hash = alg.replace('HS', 'sha')
    const keyed = (
      name: string,
      secret: () => Promise<string | Buffer> | string | Buffer,
    ): Variant => [
      `${alg} under ${name}`,
      'alg-refused',
      async () => bearer(raw(JWT(alg), claims(), hmac(hash, await secret()))),
    ]
    return [
      keyed('the public key as PEM', async () => exportSPKI(await publicOf(es384))),
      keyed('the RSA key as PEM', async () => exportSPKI(await publicOf(rs384))),
      keyed('the public key as JWK', () => JSON.stringify(es384.jwk)),
      keyed('the public number', () => Buffer.from(es384.jwk.x ?? '', 'base64url')),
      keyed('nothing', () => ''),
    ]
  }),
  ...['ES256', 'RS256', 'PS384', 'EdDSA', 'ES512', 'es384', 'ES384 ', 'RSA-OAEP', 'dir'].map(
    (alg): Variant => [
      `alg "${alg}"`,
      'alg-refused',
      () => bearer(raw(JWT(alg), claims(), () => 'AAAA')),
    ],
  ),
  ...[undefined, null, ['ES384'], { alg: 'ES384' }, 384, true].map(
    (alg): Variant => [
      `alg ${JSON.stringify(alg)}`,
      'alg-refused',
      () => bearer(raw({ ...JWT(''), alg }, claims(), () => 'AAAA')),
    ],
  ),
  [
    'RS384 for the EC key',
    'key-unknown',
    () => bearer(sign({ key: rs384, iss: EHR, now }, AUD, {}, { kid: 'ec' })),
  ],
  ['ES384 for the RSA key', 'key-unknown', () => bearer(good({}, { kid: 'rsa' }))],
]

const HEADER: readonly Variant[] = [
  ...([undefined, '', null, 1, ['ec'], 'x'.repeat(257)] as const).map(
    (kid): Variant => [
      `kid ${String(kid).slice(0, 9)}`,
      'kid-missing',
      () => bearer(raw({ ...JWT('ES384'), kid }, claims(), () => 'AAAA')),
    ],
  ),
  ...['EC', 'ec ', ' ec', '../ec', '__proto__', 'constructor', "' or 1=1", 'shared'].map(
    (kid): Variant => [`kid "${kid}"`, 'key-unknown', () => bearer(good({}, { kid }))],
  ),
  ...['jwt', 'Jwt', 'at+jwt', 'JWS', 'application/jwt', ''].map(
    (typ): Variant => [`typ "${typ}"`, 'typ-wrong', () => bearer(good({}, { typ }))],
  ),
  [
    'typ null',
    'typ-wrong',
    () => bearer(raw({ ...JWT('ES384'), typ: null }, claims(), () => 'AAAA')),
  ],
  [
    'crit',
    'header-refused',
    () => bearer(raw({ ...JWT('ES384'), crit: ['exp'], exp: 1 }, claims(), () => 'AAAA')),
  ],
  [
    'crit, empty',
    'header-refused',
    () => bearer(raw({ ...JWT('ES384'), crit: [] }, claims(), () => 'AAAA')),
  ],
  [
    'b64',
    'header-refused',
    () => bearer(raw({ ...JWT('ES384'), b64: false }, claims(), () => 'AAAA')),
  ],
  [
    'zip',
    'header-refused',
    () => bearer(raw({ ...JWT('ES384'), zip: 'DEF' }, claims(), () => 'AAAA')),
  ],
  [
    'a token in a token',
    'token-malformed',
    async () => bearer(raw({ ...JWT('ES384'), cty: 'JWT' }, await good(), () => 'AAAA')),
  ],
  [
    'cty, as if there were a token in the token',
    'header-refused',
    () => bearer(good({}, { cty: 'JWT' })),
  ],
  [
    'its own key (jwk)',
    'header-refused',
    () => bearer(sign({ key: stranger, iss: EHR, now }, AUD, {}, { jwk: stranger.jwk })),
  ],
  ['x5c', 'header-refused', () => bearer(good({}, { x5c: ['MIIB'] }))],
  ['x5u', 'header-refused', () => bearer(good({}, { x5u: `http://127.0.0.1:${trap.port}/` }))],
  ...[
    () => `http://127.0.0.1:${trap.port}/jwks`,
    () => `http://localhost:${trap.port}/jwks`,
    () => `http://[::1]:${trap.port}/jwks`,
    () => `${EHR}/jwks/`,
    () => `${EHR}/jwks?x`,
    () => `${EHR}/jwks#x`,
    () => `${EHR}:443/jwks`,
    () => `https://ehr.example.org@127.0.0.1:${trap.port}/jwks`,
    () => `${EHR}.evil.example/jwks`,
    () => 'file:///etc/passwd',
    () => '',
  ].map(
    (jku, index): Variant => [
      `jku ${index}`,
      'jku-unregistered',
      () => bearer(sign({ key: stranger, iss: EHR, now }, AUD, {}, { jku: jku() })),
    ],
  ),
  [
    'jku in a list',
    'jku-unregistered',
    () => bearer(raw({ ...JWT('ES384'), jku: [`${EHR}/jwks`] }, claims(), () => 'AAAA')),
  ],
]

const CLAIMS: readonly Variant[] = [
  ...[
    undefined,
    null,
    '',
    'https://ehr.example.org/',
    'http://ehr.example.org',
    'HTTPS://EHR.EXAMPLE.ORG',
    'https://ehr.example.org.evil.example',
    '__proto__',
    ['https://ehr.example.org'],
    { iss: EHR },
  ].map(
    (iss): Variant => [`iss ${JSON.stringify(iss)}`, 'issuer-unknown', () => bearer(good({ iss }))],
  ),
  ...[undefined, null, '', 'north ', 'North', ['north'], 'east', '__proto__', 1].map(
    (tenant): Variant => [
      `tenant ${JSON.stringify(tenant)}`,
      'tenant-unknown',
      () => bearer(sign({ key: tenantKey, iss: 'shared', now }, AUD, { tenant })),
    ],
  ),
  ...[
    undefined,
    null,
    '',
    BASE,
    `${BASE}/`,
    `${BASE}/cds-services`,
    `${AUD}/`,
    `${AUD}/feedback`,
    `${AUD}x`,
    `${AUD}?`,
    `${AUD}#`,
    AUD.toUpperCase(),
    AUD.replace('https', 'http'),
    AUD.replace('.org', '.org:443'),
    AUD.replace('cds.', 'CDS.'),
    PATH,
    `${BASE}/cds-services/medication-safety`,
    `${BASE}//cds-services/cardiometabolic-risk`,
    `${BASE}/cds-services/%63ardiometabolic-risk`,
    `https://cds.example.org.evil.example${PATH}`,
    `http://127.0.0.1:3000${PATH}`,
    '*',
    `${AUD} ${BASE}`,
    [],
    [[AUD]],
    [AUD, 1],
    [AUD, null],
    { 0: AUD },
    true,
  ].map(
    (aud): Variant => [`aud ${JSON.stringify(aud)}`, 'aud-mismatch', () => bearer(good({ aud }))],
  ),
  ['expired 31 s ago', 'expired', () => bearer(good({ iat: now - 100, exp: now - 31 }))],
  ['expired two minutes ago', 'expired', () => bearer(good({ iat: now - 300, exp: now - 120 }))],
  ['expired in 1970', 'expired', () => bearer(good({ iat: 0, exp: 1 }))],
  ['exp below 0', 'expired', () => bearer(good({ exp: -1 }))],
  ['exp 0', 'expired', () => bearer(good({ exp: 0 }))],
  ['issued in 31 s', 'not-yet-valid', () => bearer(good({ iat: now + 31 }))],
  [
    'issued in two minutes',
    'not-yet-valid',
    () => bearer(good({ iat: now + 120, exp: now + 400 })),
  ],
  ['valid in 31 s', 'not-yet-valid', () => bearer(good({ nbf: now + 31 }))],
  ['for 301 s', 'lifetime-too-long', () => bearer(good({ exp: now + 301 }))],
  ['for years', 'lifetime-too-long', () => bearer(good({ exp: now + 1e8 }))],
  [
    'for the milliseconds of an hour',
    'lifetime-too-long',
    () => bearer(good({ exp: (now + 300) * 1000 })),
  ],
  ['issued in 1970', 'lifetime-too-long', () => bearer(good({ iat: 0 }))],
  ['exp at iat', 'lifetime-too-long', () => bearer(good({ exp: now }))],
  ...(['exp', 'iat'] as const).flatMap((name) =>
    [undefined, null, String(now + 100), now + 0.5, true, [now + 100], { now }, 1e300].map(
      (value): Variant => [
        `${name} ${JSON.stringify(value)}`,
        'time-missing',
        () => bearer(raw(JWT('ES384'), claims({ [name]: value }), () => 'AAAA')),
      ],
    ),
  ),
  ...[null, String(now), 0.5].map(
    (nbf): Variant => [
      `nbf ${JSON.stringify(nbf)}`,
      'time-missing',
      () => bearer(raw(JWT('ES384'), claims({ nbf }), () => 'AAAA')),
    ],
  ),
  [
    'exp 1e999',
    'time-missing',
    () =>
      bearer(
        raw(
          JWT('ES384'),
          `{"iss":"${EHR}","aud":"${AUD}","iat":${now},"exp":1e999,"jti":"j"}`,
          () => 'AAAA',
        ),
      ),
  ],
  ...[undefined, null, '', 1, ['j'], { j: 1 }, 'j'.repeat(257)].map(
    (jti): Variant => [
      `jti ${JSON.stringify(jti)?.slice(0, 9)}`,
      'jti-missing',
      () => bearer(good({ jti })),
    ],
  ),
]

const SIGNATURE: readonly Variant[] = [
  [
    'another’s signature',
    'signature-wrong',
    () => bearer(sign({ key: stranger, iss: EHR, now }, AUD)),
  ],
  [
    'another client’s signature',
    'signature-wrong',
    () => bearer(sign({ key: others, iss: EHR, now }, AUD)),
  ],
  [
    'the signature of another token',
    'signature-wrong',
    async () => bearer(swap(await good(), 2, () => '') + (await good()).split('.')[2]),
  ],
  [
    'the last bit of the payload changed',
    'signature-wrong',
    async () =>
      bearer(
        swap(await good(), 1, (old) =>
          part(Buffer.from(old, 'base64url').toString().replace('}', ',"admin":true}')),
        ),
      ),
  ],
  [
    'the header changed',
    'signature-wrong',
    async () => bearer(swap(await good(), 0, () => part({ ...JWT('ES384'), x: 1 }))),
  ],
  [
    'a signature of zeros',
    'signature-wrong',
    async () => bearer(swap(await good(), 2, () => Buffer.alloc(96).toString('base64url'))),
  ],
  [
    'a signature of ones',
    'signature-wrong',
    async () => bearer(swap(await good(), 2, () => Buffer.alloc(96, 255).toString('base64url'))),
  ],
  [
    'a short signature',
    'signature-wrong',
    async () => bearer(swap(await good(), 2, (old) => old.slice(0, 64))),
  ],
  [
    'a signature of one byte',
    'signature-wrong',
    async () => bearer(swap(await good(), 2, () => 'AA')),
  ],
  [
    'a long signature',
    'signature-wrong',
    async () => bearer(swap(await good(), 2, (old) => `${old}AAAA`)),
  ],
  ['a signature in DER', 'signature-wrong', async () => bearer(der(await good()))],
  [
    'an RSA signature with its last bits set',
    'token-malformed',
    async () => {
      const token = await sign({ key: rs384, iss: EHR, now }, AUD)
      const last = token.slice(-1)
      return bearer(token.slice(0, -1) + String.fromCharCode(last.charCodeAt(0) + 1))
    },
  ],
  [
    'an RSA signature of zeros',
    'signature-wrong',
    async () =>
      bearer(
        swap(await sign({ key: rs384, iss: EHR, now }, AUD), 2, () =>
          Buffer.alloc(256).toString('base64url'),
        ),
      ),
  ],
  [
    'an RSA signature, cut',
    'signature-wrong',
    async () =>
      bearer(
        swap(await sign({ key: rs384, iss: EHR, now }, AUD), 2, () =>
          Buffer.alloc(255).toString('base64url'),
        ),
      ),
  ],
]

/** Forged, invalid and misdirected tokens: each must get the one 401. */
export const VARIANTS: readonly Variant[] = [
  ...FORM,
  ...ALGORITHM,
  ...HEADER,
  ...CLAIMS,
  ...SIGNATURE,
]
