import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { ERRORS } from '../../src/errors.ts'

test('docs/errors.md lists the codes of the catalogue with their status, and no others', () => {
  const text = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8')
  const listed = [...text.matchAll(/^\| (CDS_\w+)\s+\| (\d+)\s+\|/gm)].map(([, code, status]) => [
    code,
    Number(status),
  ])
  expect(listed.toSorted()).toEqual(
    Object.entries(ERRORS)
      .map(([code, [status]]) => [code, status])
      .toSorted(),
  )
})
