import { of, type SeededFault } from './seeded-fault.ts'

/** What rules may reach, and what they are held to. */
export const RULES: readonly SeededFault[] = [
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
    "return isOnlySlow ? 'later' : 'busy'",
    "return 'busy'",
  ]),
  ...of(
    'src/engine/rule-health.ts',
    'src/engine/rule-health.test.ts',
    [
      'a new rule that loops is met by all workers at once',
      "for (const rule of unproved) setGate(gates, rule, 'new')",
      '',
    ],
    [
      'two workers are at a new rule that is slow',
      "else if (!isTried(gates, rule)) setGate(gates, rule, 'slow')",
      "else setGate(gates, rule, 'slow')",
    ],
    ['a rule is new for ever', 'const isFirst = unproved.delete(rule)', 'const isFirst = false'],
  ),
  ...of(
    'src/engine/gates.ts',
    'src/engine/gates.test.ts',
    ['a worker stands by for itself', ' || free === holder', ''],
    ['where all are held up, somebody stands by', 'free === 0 || ', ''],
    [
      'a new rule whose worker is gone is waited for without end',
      'tried(gates, rule, holder)\n  giveBack',
      'rule\n  giveBack',
    ],
  ),
  ...of(
    'src/engine/run-selected.ts',
    'test/resilience/new-rules.test.ts',
    [
      'what may hold up the others runs before them',
      '(cautions[a] ?? 0) - (cautions[b] ?? 0)',
      '0',
    ],
    ['cards come in the order in which rules ran', 'made[turn] = ', 'made[made.length] = '],
  ),
  ...of('src/workers/standby.ts', 'src/workers/standby.test.ts', [
    'a worker that is held up stands by for another',
    '!isStuck(watch, now)',
    'true',
  ]),
  ...of('src/workers/crew.ts', 'test/resilience/new-rules.test.ts', [
    'calls are sent while one bad rule could still end all workers',
    'hasStoodBy ||= ready().length >= Math.min(size, STAND_BY)',
    'hasStoodBy = true',
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
    ['buffers may take all memory', 'now > MOST_IN_ALL || now - before > MOST_MORE', 'false'],
    ['a rule may keep what it takes without end', 'now > MOST_IN_ALL || now', 'now'],
    ['a rule is refused for what others keep', 'now - before > MOST_MORE', 'now > MOST_MORE'],
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
    'else if (bytes - first.bytes > MOST_MORE_OUTSIDE)',
    'else if (false)',
  ]),
  ...of('src/workers/patrol.ts', 'src/workers/patrol.test.ts', [
    'a rule is blamed for the memory of its whole worker',
    'bytes - first.bytes > MOST_MORE_OUTSIDE',
    'bytes > MOST_MORE_OUTSIDE',
  ]),
  ...of('src/workers/losses.ts', 'src/workers/losses.test.ts', [
    'a rule is blamed where another may be the cause',
    'if (mayBeOthers && !enders.includes(rule)) continue',
    '',
  ]),
  ...of('src/engine/rule-numbers.ts', 'src/workers/losses.test.ts', [
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
  ...of('src/engine/gates.ts', 'src/engine/rule-health.test.ts', [
    'a trial with large inputs is open to all calls of its client',
    'ownCode === CODES.trial ? own : code',
    'code',
  ]),
  ...of(
    'src/workers/faults.ts',
    'src/workers/faults.test.ts',
    [
      'a fault is charged to ordinary inputs where a large one may be the cause',
      'else if (wasEntered(slots, rule)) tell(rule, fault, null)',
      'else if (wasEntered(slots, rule)) tell(rule, fault, 0)',
    ],
    [
      'what a rule leaves for later is of the last client',
      'enterRule(slots, rule, NO_CALL, client)',
      'enterRule(slots, rule, NO_CALL, clientAtWork(slots))',
    ],
  ),
  ...of('src/engine/evaluate.ts', 'test/resilience/large-inputs.test.ts', [
    'what was fetched does not count as input',
    'text.length + (access.client?.bytesRead?.() ?? 0)',
    'text.length',
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
  ...of('src/engine/suspension.ts', 'src/engine/suspension.test.ts', [
    'what a trial leaves behind is no fault of it',
    "(state.kind === 'back' && !isOver(state.since, now))",
    'false',
  ]),
]
