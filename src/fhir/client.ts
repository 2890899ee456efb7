import type { Reach } from '../security/address-guard.ts'

/** Why an answer could not be had from a FHIR server. */
export type FetchFailure =
  | 'refused' // the address is not one that we may call, or the hook call's requests are used up
  | 'denied' // 401 or 403
  | 'not-found'
  | 'timeout'
  | 'unreachable'
  | 'certificate' // expired, of another name, or of nobody whom we trust
  | 'tls' // no common protocol, or no TLS at all
  | 'too-large'
  | 'rubbish' // not FHIR JSON
  | 'broken' // a status from 500 on
  | 'failed' // any other status

/** How many reads failed, by what was wrong. */
export type FhirFailures = Readonly<Partial<Record<FetchFailure, number>>>

export type Fetched =
  | { readonly ok: true; readonly resource: Record<string, unknown>; readonly partial: boolean }
  | { readonly ok: false; readonly failure: FetchFailure }

/** Reads from one FHIR server with one token. */
export interface FhirClient {
  /**
   * Reads an instance (`Patient/123`) or searches (`Observation?patient=123&code=…`), all pages in
   * one Bundle; `partial` where pages are missing. Never rejects.
   */
  read(query: string, options: ReadOptions): Promise<Fetched>
  /** What all its answers have come to so far, bytes after inflating; absent: nobody counts. */
  readonly bytesRead?: () => number
}

export interface ReadOptions {
  readonly remainingMs: () => number
  /** The first page of the search, where it is there already: only what follows it is asked for. */
  readonly firstPage?: Readonly<Record<string, unknown>>
}

/** Where to read, and with what token; the token goes nowhere else. */
export interface FhirAccess {
  readonly server: string
  /** The addresses at which the server may be called. */
  readonly reach: Reach
  readonly token?: string
}

export type OpenFhir = (access: FhirAccess) => FhirClient
