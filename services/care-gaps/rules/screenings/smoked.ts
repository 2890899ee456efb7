import { codeGroup, codes, LOINC, newestOf, SNOMED } from '#cds'

// LOINC's answers to 72166-2 and what they are mapped to in SNOMED CT.
const everSmoked = [
  codeGroup('current-smoker'),
  codes(SNOMED, ['8517006']),
  codes(LOINC, ['LA18976-3', 'LA18977-1', 'LA18979-7', 'LA18981-3', 'LA18982-1', 'LA15920-4']),
]
const neverSmoked = [codes(SNOMED, ['266919005']), codes(LOINC, ['LA18978-9'])]

interface Answered {
  readonly valueCodeableConcept?: object | undefined
}

/** Whether the patient has ever smoked, by the newest smoking status; `undefined`: it does not say. */
export function hasSmoked(smoking: readonly Answered[] | undefined): boolean | undefined {
  const answer = newestOf(smoking ?? [])?.valueCodeableConcept
  if (answer === undefined) return undefined
  const has = everSmoked.some((set) => set(answer))
  const never = neverSmoked.some((set) => set(answer))
  return has === never ? undefined : has
}
