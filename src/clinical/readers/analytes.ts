import type { Analyte } from './units.ts'

// The LOINC codes of each analyte, mass and amount of substance alike (codes.md section 2: V2, V1).
const CODES: Readonly<Record<Analyte, string>> = {
  hba1c: '4548-4 17856-6 17855-8 4549-2 96595-4 59261-8',
  creatinine: '2160-0 38483-4 14682-9 77140-2 59826-8 35203-9 21232-4',
  cholesterol:
    '2093-3 14647-2 2085-9 14646-4 18262-6 2089-1 55440-2 22748-8 39469-2 13457-7 18261-8 49132-4 96259-7',
  triglycerides: '2571-8 14927-8',
  glucose: '2345-7 2339-0 1558-6 14749-6 1518-0 14995-5 20436-2',
  bilirubin: '1975-2',
  uacr: '14959-1 9318-7 32294-1 13705-9 14585-4 30000-4 76401-9',
}

/** The analyte that a LOINC code measures. */
export const ANALYTES: ReadonlyMap<string, Analyte> = new Map(
  Object.entries(CODES).flatMap(([analyte, codes]) =>
    codes.split(' ').map((code) => [code, analyte as Analyte] as const),
  ),
)
