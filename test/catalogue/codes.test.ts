import { expect, test } from '@jest/globals'
import { codesDoc, readCodesDoc } from '../support/codes-doc.ts'

test('docs/codes.md lists every group and class; "npm run codes" writes it anew', () => {
  const text = readCodesDoc()
  expect(text).toBe(codesDoc(text))
  expect(text).toContain('| `atrial-fibrillation` |')
})
