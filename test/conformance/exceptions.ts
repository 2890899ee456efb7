/** A row of the checklist that no test here covers, and why. */
export interface Exception {
  readonly id: string
  readonly reason: string
}

const MTLS = 'a MAY that is not offered: certificates of clients are for the proxy to check'
const TLS = 'TLS ends in the proxy in front: GEN-02 holds that its address is https'
const CRD = 'belongs to the payer overlay Da Vinci CRD, which is not offered'
const FHIRPATH = 'no FHIRPath is published in templates: refused at the start (FP-03, FP-07)'
const CLIENT = 'binds the client; nothing that the service receives shows it'

const because = (reason: string, ...ids: readonly string[]): Exception[] =>
  ids.map((id) => ({ id, reason }))

const numbered = (prefix: string, last: number) =>
  Array.from({ length: last }, (_each, index) => `${prefix}-${String(index + 1).padStart(2, '0')}`)

/** All exceptions: the one list. */
export const exceptions: readonly Exception[] = [
  ...because(MTLS, 'SEC-04'),
  ...because(TLS, 'SEC-01'),
  ...because(CRD, ...numbered('CRD', 25)),
  ...because(FHIRPATH, 'FP-01', 'FP-02', 'FP-04', 'FP-05', 'FP-06', 'FP-08', 'FP-09', 'FP-11'),
  ...because(CLIENT, 'REQ-04', 'REQ-10', 'REQ-12', 'FA-10', 'CARD-06', 'SUG-04', 'ACT-07'),
  ...because(CLIENT, 'LINK-05', 'PFD-03', 'PFD-10', 'SEC-05', 'TRAN-01', 'CAP-02'),
  ...because('a note; the authorisation object is read as an open type (GEN-15)', 'FA-11'),
  ...because('the reasons are our own, from published use, not the example code system', 'SRC-05'),
  ...because('rules read the FHIR they are sent and change orders in that same shape', 'ACT-09'),
  ...because('an app is launched by a link, not by a Task', 'ACT-10'),
  ...because('a note: system actions have no feedback', 'SYS-05'),
  ...because('a note: system actions are possible on every hook', 'SYS-06'),
  ...because('the link hosts are in the deployment’s own settings', 'LINK-08'),
  ...because('no statistics are made of cards without feedback', 'FB-09'),
  ...because('request extensions are not handed to rules: no rule has a use for one', 'EXT-04'),
  ...because('run-time configuration by extension is not offered', 'EXT-05'),
  ...because('binds authors of hooks; organisation hooks are typed values', 'HOOK-03', 'HOOK-04'),
  ...because('binds authors of hooks; contexts are open schemas (GEN-15)', 'HOOK-05', 'HOOK-06'),
  ...because('binds authors of hooks; the maturity is a note', 'HOOK-07', 'HOOK-08'),
]
