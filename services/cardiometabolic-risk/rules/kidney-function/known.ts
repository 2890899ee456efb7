import {
  clinicalDate,
  codeGroup,
  codes,
  codingsOf,
  daysBefore,
  ICD10CM,
  latest,
  SNOMED,
} from '#cds'

const YEAR = 365
/** KDIGO: what lasts for three months is no longer acute. */
const ACUTE_DAYS = 90
// Diabetic and hypertensive kidney disease, glomerular and tubular disease, cystic kidneys, one kidney.
const UNSTAGED =
  /^(?:E(?:08|09|10|11|13)\.2|I1[23]\.|N0[0-8]\.|N1[0-6]\.|N2[5-7]|Q61\.|Z90\.5|Q60\.0)/
const ACUTE = /^N17\./
const acuteInjury = codes(SNOMED, ['14669001'])

function hasCode(condition: object, pattern: RegExp): boolean {
  return codingsOf(condition).some(({ system, code }) => system === ICD10CM && pattern.test(code))
}

/** Whether kidney disease is on file by a code that names no stage. */
export function hasUnstaged(active: readonly object[]): boolean {
  return active.some((each) => hasCode(each, UNSTAGED))
}

/** Whether acute kidney injury is on file, and not so old that it is over or chronic. */
export function hasAcuteInjury(active: readonly object[], now: Date): boolean {
  return active.some((each) => {
    if (!acuteInjury(each) && !hasCode(each, ACUTE)) return false
    const ago = daysBefore(clinicalDate(each) ?? '', now)
    return ago === undefined || ago <= ACUTE_DAYS
  })
}

/** Whether a date is of a later day than another. */
export function isLater(date = '', than = ''): boolean {
  return date.slice(0, 10) > than.slice(0, 10)
}

/** Whether the laboratory reported an eGFR that cannot be read after the day of another. */
export function isUnreadableSince(
  date: string | undefined,
  reported: readonly object[] | undefined,
  now: Date,
): boolean {
  const newest = latest(reported, codeGroup('egfr-2021'), 'mL/min/{1.73_m2}', { now })
  return date !== undefined && newest?.usable === false && isLater(newest.date, date)
}

/** Whether something was measured within a year, though no eGFR comes of it. */
export function isUnreadable(
  creatinine: readonly object[],
  reported: readonly object[] | undefined,
  now: Date,
): boolean {
  const found = [
    latest(creatinine, codeGroup('creatinine'), 'mg/dL', { now, withinDays: YEAR }),
    latest(reported, codeGroup('egfr-2021'), 'mL/min/{1.73_m2}', { now, withinDays: YEAR }),
  ]
  return found.some((each) => each !== undefined && (each.usable || each.reason.code !== 'stale'))
}
