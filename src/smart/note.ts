import type { Response } from 'express'
import type { RuleReport } from '../engine/report.ts'
import { noteAudit } from '../http/audit.ts'
import type { Session } from './session/session.ts'

/** What a call of the app adds to its audit record. */
export interface AppNote {
  /** What was called, in a word or a few. */
  readonly call: string
  readonly fetched?: readonly string[]
  /** Resources left out: another patient's, or not what was asked for. */
  readonly strangers?: number
  readonly service?: string
  readonly rules?: readonly RuleReport[]
}

/** Notes who called about whom, and what was read. */
export function noteApp(response: Response, session: Session, note: AppNote): void {
  const { policy } = session.endpoint.registration
  noteAudit(response, {
    client: policy,
    report: {
      service: note.service ?? '',
      hook: note.call,
      hookInstance: '',
      user: session.user ?? '',
      patientKey: session.patientKey,
      suppliedTypes: [],
      fetchedTypes: note.fetched ?? [],
      strangers: note.strangers ?? 0,
      rules: note.rules ?? [],
    },
  })
}
