import type { AnyScore } from '../../clinical/score.ts'

/** A module of `src/clinical/scores`: each score becomes a chunk of its own, fetched when asked for. */
const MODULES: Readonly<Record<string, () => Promise<object>>> = {
  'ada-risk-test': () => import('../../clinical/scores/diabetes-risk.ts'),
  'apixaban-af-dose': () => import('../../clinical/scores/apixaban-af-dose.ts'),
  'beta-lactam-side-chain': () => import('../../clinical/scores/beta-lactam-side-chain.ts'),
  'care-gap': () => import('../../clinical/scores/care-gap.ts'),
  'cha2ds2-vasc': () => import('../../clinical/scores/cha2ds2-vasc.ts'),
  'ckd-epi-2012-cys': () => import('../../clinical/scores/ckd-epi-2012-cys.ts'),
  'ckd-epi-2021-cr': () => import('../../clinical/scores/ckd-epi-2021-cr.ts'),
  'ckd-epi-2021-crcys': () => import('../../clinical/scores/ckd-epi-2021-crcys.ts'),
  'cockcroft-gault': () => import('../../clinical/scores/cockcroft-gault.ts'),
  'ddi-onc': () => import('../../clinical/scores/ddi-onc.ts'),
  'doac-crcl': () => import('../../clinical/scores/doac-crcl.ts'),
  'fall-risk': () => import('../../clinical/scores/fall-risk.ts'),
  fib4: () => import('../../clinical/scores/fib4.ts'),
  findrisc: () => import('../../clinical/scores/diabetes-risk.ts'),
  glycemia: () => import('../../clinical/scores/glycemia.ts'),
  'has-bled': () => import('../../clinical/scores/has-bled.ts'),
  'hospital-score': () => import('../../clinical/scores/hospital-score.ts'),
  'kdigo-grid': () => import('../../clinical/scores/kdigo-grid.ts'),
  kfre4: () => import('../../clinical/scores/kfre4.ts'),
  lace: () => import('../../clinical/scores/lace.ts'),
  meld3: () => import('../../clinical/scores/meld3.ts'),
  'metformin-renal': () => import('../../clinical/scores/metformin-renal.ts'),
  mme: () => import('../../clinical/scores/mme.ts'),
  pce: () => import('../../clinical/scores/pce.ts'),
  prevent: () => import('../../clinical/scores/prevent.ts'),
}

/** The very score that the service runs; `undefined` where the page has none of this id and version. */
export async function loadScore(id: string, version: string): Promise<AnyScore | undefined> {
  await import('./without-eval.ts')
  const module = Object.hasOwn(MODULES, id) ? await MODULES[id]?.() : undefined
  return Object.values(module ?? {}).find(
    (each): each is AnyScore => isScore(each) && each.id === id && each.version === version,
  )
}

function isScore(value: unknown): value is AnyScore {
  return typeof value === 'object' && value !== null && 'calculate' in value && 'inputs' in value
}
