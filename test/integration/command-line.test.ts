import { expect, test } from '@jest/globals'
import { cardstock } from '../support/cardstock.ts'

// Should a command start the service in place of refusing, it takes no port of others.
const env = { PORT: '0' }

test.each([['--help'], ['serve --help'], ['check -h'], ['score --help'], ['audit verify --help']])(
  '%s explains, and does nothing else',
  async (words) => {
    const { code, stdout } = await cardstock(words.split(' '), { env })
    const [command = ''] = words.split(' ')
    const own = new RegExp(`^  cardstock ${command} `)
    expect(stdout).toMatch(command === '--help' ? /^Cardstock: CDS Hooks decision support\n/ : own)
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
  ['backup a b', '"b" is not understood here'],
  ['backup --force', '"--force" is not understood here'],
  ['audit verify x', '"x" is not understood here'],
  ['audit export --since', "Option '--since <value>' argument missing"],
])('%s is not understood', async (words, reason) => {
  const { code, stderr } = await cardstock(words.split(' '), { env })
  expect(stderr).toContain(`cardstock: ${reason}`)
  expect(stderr).toMatch(new RegExp(`\\n  cardstock ${words.split(' ')[0]} `))
  expect(code).toBe(2)
})
