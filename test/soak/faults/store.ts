import { of, type SeededFault } from './seeded-fault.ts'

export const STORE: readonly SeededFault[] = [
  ...of(
    'src/store/change-key.ts',
    'test/integration/secret-change.test.ts',
    ['a running service is changed under', "database.exec('pragma locking_mode = exclusive')", ''],
    ['used tokens are good once more', 'until !== null && until >= atSeconds', 'until === -1'],
    [
      'another secret takes the place of the one that it was',
      'mark !== undefined && !old.isGenuine(mark)',
      'mark === null',
    ],
  ),
  ...of('src/store/rechain.ts', 'test/integration/secret-change.test.ts', [
    'what was forged becomes genuine',
    'row.seq !== seq + 1 || row.mac !== old.mac(before, row)',
    'row.seq !== seq + 1',
  ]),
  ...of('src/security/secret.ts', 'test/integration/secret-change.test.ts', [
    'a change that was broken off is passed over',
    '!isChanging && existsSync(nextFileOf(dataDir))',
    'false',
  ]),
  ...of('src/security/next-secret.ts', 'test/integration/secret-change.test.ts', [
    'a change begins anew with another secret',
    'const found = stored(file)',
    'rmSync(file, { force: true })\n  const found = stored(file)',
  ]),
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
