import { execFile } from 'node:child_process'
import { expect, test } from '@jest/globals'
import { MAIN } from '../support/serve.ts'

/** What a command printed, and how it ended; one that does not end by itself is ended. */
function cardstock(...words: readonly string[]): Promise<{ code: unknown; output: string }> {
  return new Promise((resolve) => {
    const options = { timeout: 20_000, env: { ...process.env, PORT: '0' } }
    execFile(process.execPath, [MAIN, ...words], options, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : error.code, output: stdout + stderr }),
    )
  })
}

test.each([['--help'], ['serve --help'], ['check -h'], ['score --help'], ['audit verify --help']])(
  '%s explains, and does nothing else',
  async (words) => {
    const { code, output } = await cardstock(...words.split(' '))
    expect(output).toMatch(/^Cardstock: CDS Hooks decision support\n/)
    expect(code).toBe(0)
  },
)

test.each([
  ['serve --port 4000', '"--port" is not understood here'],
  ['serve now', '"now" is not understood here'],
  ['check services more', '"more" is not understood here'],
  ['check --fast', '"--fast" is not understood here'],
  ['score lace {} {}', '"{}" is not understood here'],
  ['score - x', '"x" is not understood here'],
  ['new service fall-risk x', '"x" is not understood here'],
  ['new service -x', '"-x" is not understood here'],
  ['simulate a b', '"b" is not understood here'],
  ['feedback export x', '"x" is not understood here'],
  ['feedback export --sinse 2026-01-01', "Unknown option '--sinse'"],
  ['audit verify x', '"x" is not understood here'],
  ['audit export --since', "Option '--since <value>' argument missing"],
])('%s is not understood', async (words, reason) => {
  const { code, output } = await cardstock(...words.split(' '))
  expect(output).toContain(`cardstock: ${reason}`)
  expect(output).toContain('cardstock check [path]')
  expect(code).toBe(2)
})
