import {
  codeGroup,
  daysBefore,
  hospitalScore,
  isActive,
  latest,
  type Measurement,
  runScore,
  unitText,
} from '#cds'

const hemoglobin = codeGroup('hemoglobin')
const sodium = codeGroup('sodium')
const cancers = [codeGroup('colorectal-cancer'), codeGroup('lung-cancer')]
const RECENT_DAYS = 30

/** What a stay tells for the HOSPITAL score. */
export interface Stay {
  readonly days: number
  readonly acute: boolean
  /** Admissions of the twelve months before. */
  readonly admissions: number
  readonly hadProcedure: boolean
}

/** The score as far as it is known, and what it rests on. */
export interface Hospital {
  readonly score: number
  readonly risk: string
  readonly results: string
}

/**
 * HOSPITAL of 2016, from below: oncology counts where a cancer that has a code group is active (as in
 * the simplified score of 2017), and a procedure where one is on file. `undefined` where haemoglobin or
 * sodium of the stay is not known: nothing stands in for a result.
 */
export function hospitalAtLeast(
  labs: readonly object[] | undefined,
  conditions: readonly object[],
  stay: Stay,
  now: Date,
): Hospital | undefined {
  const withinDays = Math.min(stay.days + 1, RECENT_DAYS)
  const hb = latest(labs, hemoglobin, 'g/dL', { now, withinDays })
  const na = latest(labs, sodium, 'mmol/L', { now, withinDays })
  if (hb?.usable !== true || na?.usable !== true) return undefined
  const active = conditions.filter(isActive)
  const result = runScore(hospitalScore, {
    hemoglobin: hb.value,
    oncologyDischarge: active.some((each) => cancers.some((set) => set(each))),
    sodium: na.value,
    procedure: stay.hadProcedure,
    urgentAdmission: stay.acute,
    admissionsPrior12mo: stay.admissions,
    lengthOfStayDays: stay.days,
  })
  if (!('value' in result)) return undefined
  const { score, risk } = result.value
  return { score, risk, results: `haemoglobin ${wordsOf(hb)}, sodium ${wordsOf(na)}` }
}

function wordsOf({ value, unit, date = '' }: Extract<Measurement, { usable: true }>): string {
  return `${value} ${unitText(unit)} (${date.slice(0, 10)})`
}

/** How many stays in hospital began in the year before an admission. */
export function admissionsBefore(starts: readonly (string | undefined)[], admitted: Date): number {
  return starts.filter((start) => {
    const ago = daysBefore(start ?? '', admitted)
    return ago !== undefined && ago > 0 && ago <= 365
  }).length
}
