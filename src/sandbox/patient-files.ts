import { readdirSync, readFileSync } from 'node:fs'
import type { Stored } from '../fhir/memory/search.ts'
import { dated } from './days.ts'
import { type Entry, withOwnIds } from './own-ids.ts'

/** A draft that the page offers, ready for order-select and order-sign. */
export interface SuggestedOrder {
  readonly title: string
  readonly resource: Stored
}

/** A patient that comes with the project: no person stands behind it. */
export interface PatientFile {
  readonly id: string
  /** Who it is, in a sentence or two. */
  readonly story: string
  /** What to do, and what comes of it. */
  readonly tries: readonly string[]
  readonly resources: readonly Stored[]
  readonly orders: readonly SuggestedOrder[]
}

interface Written {
  readonly story: string
  readonly tries: readonly string[]
  readonly entry: readonly { readonly resource: Entry['resource'] }[]
  readonly orders: readonly { readonly title: string; readonly resource: Entry['resource'] }[]
}

const FOLDER = new URL('./patients/', import.meta.url)

/**
 * The patients of the folder, by name of their file, which is their id. A file is a Bundle, with
 * `story`, `tries` and `orders` beside its entries; its days are told from today (`dated`).
 */
export function readPatients(now: Date): readonly PatientFile[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => {
      const id = name.replace(/\.json$/, '')
      // Written by this project; a test reads them all.
      const file = JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as Written
      const { story, tries, entry, orders } = dated(file, now)
      const all = withOwnIds([...entry, ...orders], id)
      return {
        ...{ id, story, tries },
        resources: all.slice(0, entry.length),
        orders: orders.map(({ title }, index) => ({
          title,
          // One for each order, after the entries.
          resource: all[entry.length + index] as Stored,
        })),
      }
    })
}
