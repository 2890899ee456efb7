import { of, type SeededFault } from './seeded-fault.ts'

export const TRACES: readonly SeededFault[] = [
  ...of('src/engine/evaluate.ts', 'test/security/privacy.test.ts', [
    'what a client calls the type of an order is written down',
    "RESOURCE_TYPES.has(resourceType) ? resourceType : 'unknown'",
    'resourceType',
  ]),
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
    'withinBytes(comment, MOST_COMMENT_BYTES)',
    'comment',
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
    ['values are gone over to their end', 'if (value.length > RAW_LIMIT)', 'if (false)'],
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
    'secondsToWait(kind, isKnown ? LAUNCHES_IN_FULL : IN_FULL) === 0',
    'true',
  ]),
  ...of('src/http/call-records.ts', 'test/smart/launch-flood.test.ts', [
    'anybody may fill the disk by launches',
    'isKnown && !isOfAnybody(record)',
    'isKnown',
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
    'if (over) return\n    finish()\n    done(BROKEN_OFF)',
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
