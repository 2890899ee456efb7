/** Inputs of a PREVENT model, checked. Cholesterol mg/dL, pressure mm[Hg], HbA1c %, UACR mg/g. */
export interface PreventInputs {
  readonly age: number
  readonly totalCholesterol: number
  readonly hdl: number
  readonly sbp: number
  readonly diabetes: boolean
  readonly smoker: boolean
  readonly bmi?: number | undefined
  readonly egfr: number
  readonly antihypertensive: boolean
  readonly statin: boolean
  readonly hba1c?: number | undefined
  readonly uacr?: number | undefined
  readonly sdiDecile?: number | undefined
}

/** PREVENT's own conversion of cholesterol, mg/dL to mmol/L. */
const MMOL_PER_MG = 0.02586

/**
 * The terms of the PREVENT equations (Circulation 2024;149:430-449, Supplemental Table S12), by the
 * keys of the coefficient table. The add-on terms of what is absent are 0, their indicators 1.
 */
export function preventTerms(inputs: PreventInputs): Readonly<Record<string, number>> {
  const { totalCholesterol, hdl: hdlMg, sbp, egfr, hba1c, uacr, sdiDecile } = inputs
  const one = (yes: boolean) => (yes ? 1 : 0)
  const bmi = inputs.bmi ?? Number.NaN
  const age = (inputs.age - 55) / 10
  const nonHdl = (totalCholesterol - hdlMg) * MMOL_PER_MG - 3.5
  const hdl = (hdlMg * MMOL_PER_MG - 1.3) / 0.3
  const sbpGe110 = (Math.max(sbp, 110) - 130) / 20
  const dm = one(inputs.diabetes)
  const smoking = one(inputs.smoker)
  const bmiGe30 = (Math.max(bmi, 30) - 30) / 5
  const egfrLt60 = (Math.min(egfr, 60) - 60) / -15
  const bpTx = one(inputs.antihypertensive)
  const statin = one(inputs.statin)
  const sdi = sdiDecile ?? 0
  return {
    constant: 1,
    age,
    age2: age ** 2,
    nonHdl,
    hdl,
    sbpLt110: (Math.min(sbp, 110) - 110) / 20,
    sbpGe110,
    dm,
    smoking,
    bmiLt30: (Math.min(bmi, 30) - 25) / 5,
    bmiGe30,
    egfrLt60,
    egfrGe60: (Math.max(egfr, 60) - 90) / -15,
    bpTx,
    statin,
    bpTxSbpGe110: bpTx * sbpGe110,
    statinNonHdl: statin * nonHdl,
    ageNonHdl: age * nonHdl,
    ageHdl: age * hdl,
    ageSbpGe110: age * sbpGe110,
    ageDm: age * dm,
    ageSmoking: age * smoking,
    ageBmiGe30: age * bmiGe30,
    ageEgfrLt60: age * egfrLt60,
    lnAcr: uacr === undefined ? 0 : Math.log(uacr),
    acrMissing: one(uacr === undefined),
    hba1cDm: hba1c === undefined ? 0 : (hba1c - 5.3) * dm,
    hba1cNoDm: hba1c === undefined ? 0 : (hba1c - 5.3) * (1 - dm),
    hba1cMissing: one(hba1c === undefined),
    sdi4to6: one(sdi >= 4 && sdi <= 6),
    sdi7to10: one(sdi >= 7),
    sdiMissing: one(sdiDecile === undefined),
  }
}

const BY_TERM: ReadonlyMap<string, string> = new Map(
  Object.entries({
    age: ['age', 'age2'],
    totalCholesterol: ['nonHdl', 'statinNonHdl', 'ageNonHdl'],
    hdl: ['hdl', 'ageHdl'],
    sbp: ['sbpLt110', 'sbpGe110', 'ageSbpGe110'],
    diabetes: ['dm', 'ageDm'],
    smoker: ['smoking', 'ageSmoking'],
    bmi: ['bmiLt30', 'bmiGe30', 'ageBmiGe30'],
    egfr: ['egfrLt60', 'egfrGe60', 'ageEgfrLt60'],
    antihypertensive: ['bpTx', 'bpTxSbpGe110'],
    statin: ['statin'],
    uacr: ['lnAcr', 'acrMissing'],
    hba1c: ['hba1cDm', 'hba1cNoDm', 'hba1cMissing'],
    sdiDecile: ['sdi4to6', 'sdi7to10', 'sdiMissing'],
  }).flatMap(([input, terms]) => terms.map((term) => [term, input] as const)),
)

/**
 * The input that a term stands for; an interaction counts for the input that age or treatment changes.
 * `undefined` for the constant.
 */
export function inputOf(term: string): string | undefined {
  return BY_TERM.get(term)
}
