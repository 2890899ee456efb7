import { expect, test } from '@jest/globals'
import { OutboundError } from '../../security/guarded-fetch.ts'
import { writeFailure } from './created.ts'

test.each(['certificate', 'address-refused'])(
  'a write that failed by %s never left, and that is said',
  (word) => {
    const { code, problems } = writeFailure(new OutboundError(word))
    expect(code).toBe('CDS_NOTHING_SENT')
    expect(problems[0]?.remedy).toMatch(/^Nothing was written\. .*tell those who run it/)
  },
)

// A connection that breaks, also within TLS, may break after the request has gone out.
test.each(['timeout', 'unreachable', 'tls', 'too-large', 'compressed', 'rubbish', 'of tomorrow'])(
  'of a write that failed by %s nobody knows whether it arrived',
  (word) => {
    const { code, problems } = writeFailure(new OutboundError(word))
    expect(code).toBe('CDS_FHIR_UNAVAILABLE')
    expect(problems[0]?.remedy).toContain('it may be there')
  },
)
