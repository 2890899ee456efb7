import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@jest/globals'

const module = fileURLToPath(new URL('../../src/cli/watchdog.ts', import.meta.url))

const run = (code: string) =>
  spawnSync(
    process.execPath,
    ['--input-type=module', '-e', `import { watchdog } from '${module}'\n${code}`],
    { encoding: 'utf8' },
  )

test('a step that never ends is named, and ends the process', () => {
  const { stdout, signal } = run(
    `const dog = watchdog(300); dog.at('first'); dog.at('a rule: fires: a case'); for (;;);`,
  )
  expect(stdout).toBe('a rule: fires: a case: did not come to an end within 0.3 s\n')
  expect(signal).toBe('SIGKILL')
})

test('steps that come to an end are not interrupted, however many', () => {
  const { stdout, status } = run(
    `const dog = watchdog(60000)
     for (let n = 0; n < 1000; n++) dog.at('step ' + n)
     await dog.stop()
     console.log('done')`,
  )
  expect([stdout, status]).toEqual(['done\n', 0])
})
