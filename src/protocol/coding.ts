import { z } from 'zod'
import { text } from './primitives.ts'

/** A Coding as CDS Hooks 2.0 and later want it. */
export const coding = z.strictObject({ code: text, system: text, display: text.optional() })

/** A Coding for an override reason: the display is what the user reads (`CARD-09`). */
export const displayedCoding = z.strictObject({ code: text, system: text, display: text })

export type Coding = z.output<typeof coding>
export type DisplayedCoding = z.output<typeof displayedCoding>
