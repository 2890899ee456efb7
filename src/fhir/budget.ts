/** What one hook call may still ask of FHIR servers (T11); shared by all reads of that call. */
export interface Budget {
  /** Takes one request; `false` where none is left. */
  takeRequest(): boolean
  /** Takes bytes that arrived, after inflating; `false` where they are more than what is left. */
  takeBytes(count: number): boolean
  /** What has arrived so far, bytes after inflating. */
  bytesTaken(): number
}

/** The budget of one hook call: at most so many requests, and bytes of all answers together. */
export function hookBudget(requests: number, bytes: number): Budget {
  let requestsLeft = requests
  let bytesLeft = bytes
  return {
    takeRequest() {
      requestsLeft -= 1
      return requestsLeft >= 0
    },
    takeBytes(count) {
      bytesLeft -= count
      return bytesLeft >= 0
    },
    bytesTaken: () => bytes - bytesLeft,
  }
}
