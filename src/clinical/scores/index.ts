import type { AnyScore } from '../score.ts'
import { apixabanAfDose } from './apixaban-af-dose.ts'
import { betaLactamSideChain } from './beta-lactam-side-chain.ts'
import { careGap } from './care-gap.ts'
import { cha2ds2Vasc } from './cha2ds2-vasc.ts'
import { egfrCystatin } from './ckd-epi-2012-cys.ts'
import { egfr } from './ckd-epi-2021-cr.ts'
import { egfrCreatinineCystatin } from './ckd-epi-2021-crcys.ts'
import { cockcroftGault } from './cockcroft-gault.ts'
import { ddiOnc } from './ddi-onc.ts'
import { adaRiskTest, findrisc } from './diabetes-risk.ts'
import { doacCrcl } from './doac-crcl.ts'
import { fallRisk } from './fall-risk.ts'
import { fib4 } from './fib4.ts'
import { glycemia } from './glycemia.ts'
import { hasBled } from './has-bled.ts'
import { hospitalScore } from './hospital-score.ts'
import { kdigoGrid } from './kdigo-grid.ts'
import { kfre4 } from './kfre4.ts'
import { lace } from './lace.ts'
import { meld3 } from './meld3.ts'
import { metforminRenal } from './metformin-renal.ts'
import { mme } from './mme.ts'
import { pce } from './pce.ts'
import { prevent } from './prevent.ts'

export {
  betaLactamRelation,
  carbapenems,
  cephalosporins,
  penicillins,
} from '../medications/beta-lactams.ts'
export {
  ONC_DOSE_LIMITS,
  oncIngredients,
  oncInteraction,
  oncInteractions,
  QT_ROW,
} from '../medications/onc.ts'
export { calculateEgfr } from './ckd-epi-2021-cr.ts'
export { fallClasses, fallOfYear, TUG_RANGE } from './fall-risk-read.ts'
export { GLYCEMIA, glycemiaCategory } from './glycemia.ts'
export { aCategory, gCategory } from './kdigo-grid.ts'
export { type OpioidItem, type Opioids, opioidsOf } from './opioid-items.ts'
export {
  adaRiskTest,
  apixabanAfDose,
  betaLactamSideChain,
  careGap,
  cha2ds2Vasc,
  cockcroftGault,
  ddiOnc,
  doacCrcl,
  egfr,
  egfrCreatinineCystatin,
  egfrCystatin,
  fallRisk,
  fib4,
  findrisc,
  glycemia,
  hasBled,
  hospitalScore,
  kdigoGrid,
  kfre4,
  lace,
  meld3,
  metforminRenal,
  mme,
  pce,
  prevent,
}

/** Every score that is shipped. */
export const scores: readonly AnyScore[] = [
  prevent,
  egfr,
  kdigoGrid,
  glycemia,
  lace,
  metforminRenal,
  ddiOnc,
  betaLactamSideChain,
  careGap,
  cha2ds2Vasc,
  egfrCreatinineCystatin,
  egfrCystatin,
  cockcroftGault,
  adaRiskTest,
  findrisc,
  fib4,
  hasBled,
  hospitalScore,
  kfre4,
  meld3,
  pce,
  mme,
  doacCrcl,
  apixabanAfDose,
  fallRisk,
]
