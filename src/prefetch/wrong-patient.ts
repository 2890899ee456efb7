/** The client mixed up patients: no advice may be built on any of it (`REQ-14`). */
export class WrongPatientError extends Error {
  override readonly name = 'WrongPatientError'
  readonly field: string

  constructor(field: string) {
    super(`${field} names another patient than context.patientId`)
    this.field = field
  }
}
