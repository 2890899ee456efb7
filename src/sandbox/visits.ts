import type { Stored } from '../fhir/memory/search.ts'

/** An encounter as the page offers it. */
export interface Visit {
  readonly id: string
  readonly title: string
  /** Whether it is a stay in hospital that has not ended. */
  readonly discharge: boolean
  /** Whether it is a visit that begins: planned, or open and no stay. */
  readonly start: boolean
}

const COMING = new Set(['planned', 'arrived', 'triaged'])
const STAY = new Set(['IMP', 'ACUTE', 'NONAC'])

/** Encounters, the open ones first, then the latest. */
export function visitsOf(encounters: readonly Stored[]): readonly Visit[] {
  return encounters
    .map((resource) => {
      const { class: kind, period, type, status } = resource as Encounter
      const start = period?.start ?? ''
      const isStay = STAY.has(kind?.code ?? '')
      const open = status === 'in-progress' && period?.end === undefined
      const text = type?.[0]?.text ?? kind?.display ?? kind?.code ?? 'Encounter'
      return {
        visit: {
          id: resource.id,
          title: `${text}${start === '' ? '' : `, ${start.slice(0, 10)}`}`,
          discharge: open && isStay,
          start: COMING.has(status ?? '') || (open && !isStay),
        },
        order: `${open ? 1 : 0}${start}`,
      }
    })
    .toSorted((a, b) => (a.order < b.order ? 1 : -1))
    .map(({ visit }) => visit)
}

/** What is read of an encounter; anything may lack. */
interface Encounter {
  readonly status?: string
  readonly class?: { readonly code?: string; readonly display?: string }
  readonly period?: { readonly start?: string; readonly end?: string }
  readonly type?: readonly { readonly text?: string }[]
}
