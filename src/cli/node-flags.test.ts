import { describe, expect, test } from '@jest/globals'
import { NODE_FLAGS, type Started, toBecome } from './node-flags.ts'

const plain: Started = {
  execPath: '/bin/node',
  execArgv: [],
  nodeOptions: '',
  args: ['main.ts', 'serve'],
  limits: 'Max core file size        0                    unlimited            bytes',
}
const flagsOf = (more: Partial<Started>) =>
  toBecome({ ...plain, ...more })?.args.filter((each) => each.startsWith('--'))

describe('what the process has to become', () => {
  test('Node with all flags, and nothing once it has them', () => {
    const args = ['/bin/node', ...NODE_FLAGS, 'main.ts', 'serve']
    expect(toBecome(plain)).toEqual({ file: '/bin/node', args })
    expect(toBecome({ ...plain, execArgv: [...NODE_FLAGS] })).toBeUndefined()
    expect(toBecome({ ...plain, nodeOptions: NODE_FLAGS.join('  ') })).toBeUndefined()
  })

  test('a flag with a value of the operator’s own stands', () => {
    const [proto, sigusr1, semi] = NODE_FLAGS
    const own = '--max_old_space_size=1024'
    expect(flagsOf({ execArgv: [own] })).toEqual([proto, sigusr1, semi, own])
    expect(flagsOf({ nodeOptions: own })).toEqual([proto, sigusr1, semi])
  })

  test.each(['unlimited', '1024'])('with core files of %s, one that writes none', (size) => {
    const limits = `Max stack size 8388608\nMax core file size        ${size}   unlimited   bytes`
    expect(toBecome({ ...plain, limits, execArgv: [...NODE_FLAGS] })).toEqual({
      file: '/bin/sh',
      args: [
        ...['sh', '-c', 'ulimit -c 0 && exec "$@"', 'sh'],
        ...['/bin/node', ...NODE_FLAGS, 'main.ts', 'serve'],
      ],
    })
  })

  test('where nothing is known of limits, they are left alone', () =>
    expect(toBecome({ ...plain, limits: '', execArgv: [...NODE_FLAGS] })).toBeUndefined())
})
