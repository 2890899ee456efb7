/** One check of a rule or score. */
export interface Check {
  readonly title: string
  /** Where it is declared. */
  readonly file: string
  readonly line: number
  run(): void | Promise<void>
}

const checks: Check[] = []

interface Runner {
  readonly test?: (title: string, run: () => void | Promise<void>) => void
}

/** Hands a check to Jest where it runs, or keeps it for `cardstock check`. */
export function register(check: Check): void {
  const { test } = globalThis as Runner
  if (test === undefined) checks.push(check)
  else test(check.title, () => check.run())
}

/** What was kept since the last `reset`. */
export function collected(): readonly Check[] {
  return [...checks]
}

export function reset(): void {
  checks.length = 0
}

/** The file and line outside this folder that called us. */
export function callSite(): { file: string; line: number } {
  const frames = (new Error('call site').stack ?? '').split('\n').slice(1)
  for (const frame of frames) {
    const found = /(?:file:\/\/)?(\/[^\s()]+\.ts):(\d+):\d+/.exec(frame)
    const [, file, line] = found ?? []
    if (file !== undefined && !file.includes('/src/testing')) return { file, line: Number(line) }
  }
  return { file: 'unknown', line: 1 }
}
