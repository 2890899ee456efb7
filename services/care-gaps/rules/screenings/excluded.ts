import { breast, cervical, codeGroup, codes, codingsOf, colorectal, ICD10CM, SNOMED } from '#cds'
import type { Listed } from './listed.ts'

const leftMastectomy = codeGroup('mastectomy-left')
const rightMastectomy = codeGroup('mastectomy-right')
const breastCancer = codes(SNOMED, ['254837009'])

// Whom the statements are not for, where ICD-10-CM says so: earlier cancer of the breast; cancer of the
// cervix or its high-grade precursors; inflammatory bowel disease, polyps, polyposis, a hereditary risk.
const NOT_AVERAGE = new Map([
  [breast, /^(?:C50\.|D05\.|Z85\.3$)/],
  [cervical, /^(?:C53\.|D06\.|N87\.1$|Z85\.41$)/],
  [colorectal, /^(?:K5[01]\.|Z86\.010|D12\.6$|D13\.91$|Z15\.0[49]|Z15\.06)/],
])

/** Whether conditions or procedures, past ones too, exclude a screening. */
export function isExcluded({ screening, exclusion }: Listed, past: readonly object[]): boolean {
  if (past.some(exclusion)) return true
  const pattern = NOT_AVERAGE.get(screening)
  const isNotAverage = past.some((each) =>
    codingsOf(each).some(({ system, code }) => system === ICD10CM && pattern?.test(code) === true),
  )
  if (isNotAverage) return true
  if (screening !== breast) return false
  return past.some(breastCancer) || (past.some(leftMastectomy) && past.some(rightMastectomy))
}
