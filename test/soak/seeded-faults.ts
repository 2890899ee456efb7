import { APP } from './faults/app.ts'
import { LINKS } from './faults/links.ts'
import { LOAD } from './faults/load.ts'
import { MENDED } from './faults/mended.ts'
import { OUTBOUND } from './faults/outbound.ts'
import { PATIENTS } from './faults/patients.ts'
import { REQUESTS } from './faults/requests.ts'
import { RULES } from './faults/rules.ts'
import type { SeededFault } from './faults/seeded-fault.ts'
import { STORE } from './faults/store.ts'
import { TRACES } from './faults/traces.ts'
import { TRUST } from './faults/trust.ts'

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
