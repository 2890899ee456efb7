import { list, record, text } from '../codes/record.ts'

const RACE = 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-race'
const UNKNOWN = new Set(['UNK', 'ASKU'])

/** OMB categories of race, as US Core has them. */
export const RACES = { asian: '2028-9', black: '2054-5', white: '2106-3' } as const

/**
 * The OMB categories of race on file (US Core); `undefined` where none is recorded, or only that it is
 * unknown. Used where a label or an equation asks for it, and for nothing else.
 */
export function racesOf(patient: unknown): ReadonlySet<string> | undefined {
  const race = list(record(patient)?.extension)
    .map(record)
    .find((each) => each?.url === RACE)
  const codes = list(race?.extension).flatMap((part) => {
    const code = text(record(record(part)?.valueCoding)?.code)
    return code === undefined || UNKNOWN.has(code) ? [] : [code]
  })
  return codes.length === 0 ? undefined : new Set(codes)
}
