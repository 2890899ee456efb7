import type { CodeSet } from '../codes/code-set.ts'
import { list, record, text } from '../codes/record.ts'
import { counts } from './status.ts'

// HL7 v3 RoleCode: parents, siblings, children; and the next step away.
const FIRST = new Set(
  'FTH MTH NFTH NMTH PRN NPRN BRO NBRO SIS NSIS SIB NSIB SON NSON SONC DAU NDAU DAUC CHILD NCHILD TWIN TWINBRO TWINSIS'.split(
    ' ',
  ),
)
const SECOND = new Set(
  'GRFTH GRMTH GRPRN MGRFTH MGRMTH MGRPRN PGRFTH PGRMTH PGRPRN AUNT MAUNT PAUNT UNCLE MUNCLE PUNCLE HBRO HSIS HSIB COUSN'.split(
    ' ',
  ),
)

/**
 * The nearest relative with a condition; `none` where relatives are recorded and none has it;
 * `undefined` where nobody is recorded: that is not "none".
 */
export function nearestRelative(
  histories: readonly unknown[],
  set: CodeSet,
  now: Date,
): 'first' | 'second' | 'none' | undefined {
  const relatives = histories.filter((each) => counts(each, now)).map(record)
  if (relatives.length === 0) return undefined
  const affected = relatives.filter((each) =>
    list(each?.condition).some((condition) => set({ code: record(condition)?.code })),
  )
  const kinds = affected.flatMap((each) =>
    list(record(each?.relationship)?.coding).map((coding) => text(record(coding)?.code) ?? ''),
  )
  if (kinds.some((kind) => FIRST.has(kind))) return 'first'
  return kinds.some((kind) => SECOND.has(kind)) ? 'second' : 'none'
}
