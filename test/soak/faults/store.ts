import { of, type SeededFault } from './seeded-fault.ts'

export const STORE: readonly SeededFault[] = [
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
