import { cpSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

export interface DroppedRule {
  readonly name: string
  readonly body: string
  /** Runs for calls with the rule's name as encounter only; otherwise for all. */
  readonly onlyIfNamed: boolean
  /** `order-sign` when left out. */
  readonly hook?: string
}

/** The rule's id: before those of the real rules, so that it runs first. */
export const idOf = (name: string): string => `a-${name}`
export const titleOf = (name: string): string => `Bad ${name}`

/**
 * A copy of the shipped services with these rules dropped into one of them.
 *
 * @returns the services folder
 */
export function servicesWith(service: string, rules: readonly DroppedRule[]): string {
  const home = mkdtempSync(join(tmpdir(), 'cardstock-'))
  // `#cds` is found through the nearest package.json.
  cpSync(join(root, 'package.json'), join(home, 'package.json'))
  for (const folder of ['src', 'cards']) symlinkSync(join(root, folder), join(home, folder))
  cpSync(join(root, 'services'), join(home, 'services'), {
    recursive: true,
    filter: (path) => !path.endsWith('.test.ts'),
  })
  for (const rule of rules) {
    const folder = join(home, 'services', service, 'rules', idOf(rule.name))
    mkdirSync(folder)
    writeFileSync(join(folder, 'rule.ts'), moduleOf(rule))
  }
  return join(home, 'services')
}

function moduleOf({ name, body, onlyIfNamed, hook = 'order-sign' }: DroppedRule): string {
  const notNamed = onlyIfNamed ? `if (context.encounterId !== '${name}') return [];` : ''
  return `import { defineRule, templates } from '#cds'

export default defineRule({
  id: '${idOf(name)}',
  title: '${titleOf(name)}',
  version: '1.0.0',
  owner: 'Torture',
  reviewBy: '2099-01-01',
  hooks: '${hook}',
  source: { label: 'Torture' },
  prefetch: { patient: templates.patient },
  cards: { says: { indicator: 'info', summary: 'Bad rule: {{text}}', detail: '{{text}}' } },
  evaluate({ patient, orders }: any, { context, card }: any): any {
    ${notNamed}
    ${body}
  },
} as any)
`
}
