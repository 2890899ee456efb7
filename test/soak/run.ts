import type { Soak } from './soak.ts'

/** `npm run soak -- <name> [option=number …]`: one promise in its long form; see docs/reliability.md. */
const SOAKS: Readonly<Record<string, () => Promise<Soak>>> = {
  'bad-rules': async () => (await import('./bad-rules.ts')).badRules,
  torture: async () => (await import('./torture.ts')).torture,
  kill: async () => (await import('./kill.ts')).kill,
  fsync: async () => (await import('./fsync.ts')).fsync,
  disk: async () => (await import('./disk.ts')).disk,
  seeded: async () => (await import('./seeded.ts')).seeded,
  steady: async () => (await import('./steady.ts')).steady,
  slow: async () => (await import('./slow.ts')).slow,
  overload: async () => (await import('./overload.ts')).overload,
  attack: async () => (await import('./attack.ts')).attack,
  latency: async () => (await import('./latency.ts')).latency,
  memory: async () => (await import('./memory.ts')).memory,
  audit: async () => (await import('./audit.ts')).audit,
  interleave: async () => (await import('./interleave.ts')).interleave,
  fuzz: async () => (await import('./fuzz.ts')).fuzz,
  guided: async () => (await import('./guided.ts')).guided,
  drain: async () => (await import('./drain.ts')).drain,
  dependencies: async () => (await import('./dependencies.ts')).dependencies,
}

async function main([name = '', ...settings]: readonly string[]): Promise<number> {
  const load = Object.hasOwn(SOAKS, name) ? SOAKS[name] : undefined
  if (load === undefined) {
    console.error(`npm run soak -- <name> [option=number …]\n`)
    for (const [each, of] of Object.entries(SOAKS)) {
      const { promise, title, options } = await of()
      const defaults = Object.entries(options).map(([key, value]) => `${key}=${value}`)
      console.error(`  ${each.padEnd(13)}${promise.padEnd(5)}${title} (${defaults.join(' ')})`)
    }
    return 2
  }
  const soak = await load()
  const options = { ...soak.options, ...given(settings, soak.options) }
  console.log(`${soak.promise} ${soak.title}: ${JSON.stringify(options)}`)
  const began = performance.now()
  const checks = await soak.run(options, (line) => console.error(`  … ${line}`))
  for (const { what, figure, holds } of checks)
    console.log(`  ${holds ? 'holds ' : 'BROKEN'}  ${what}: ${figure}`)
  console.log(`  ${Math.round((performance.now() - began) / 1000)} s`)
  return checks.every(({ holds }) => holds) ? 0 : 1
}

function given(
  settings: readonly string[],
  known: Readonly<Record<string, number>>,
): Record<string, number> {
  return Object.fromEntries(
    settings.map((setting) => {
      const [, key = '', value] = /^(\w+)=(\d+(?:\.\d+)?)$/.exec(setting) ?? []
      if (!Object.hasOwn(known, key))
        throw new Error(`"${setting}" is no option: write one of ${Object.keys(known)} as name=1`)
      return [key, Number(value)]
    }),
  )
}

process.exitCode = await main(process.argv.slice(2))
