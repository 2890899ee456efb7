import { ruleReadme } from './scaffold-readme.ts'

/** A name in words: `gait-speed` → `Gait speed`. */
function inWords(id: string): string {
  const words = id.replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** The first files of a service. */
export function serviceFiles(id: string): Readonly<Record<string, string>> {
  const title = inWords(id)
  return {
    'service.ts': `import { defineService } from '#cds'

export default defineService({
  id: '${id}',
  title: '${title}',
  description: 'What this service tells, and when',
  // What could not be checked is said in a card: here silence would look like safety.
  announceGaps: true,
})
`,
    'README.md': `# ${title}

What this service tells, and when.

## Hooks

Those of its rules, each as \`hook\`.

## Rules

| rule | what it says | cards |
|---|---|---|

## Prefetch

The keys of its rules, each as \`key\`.
`,
  }
}

/** A rule that loads and passes its test as it is, to be changed step by step. */
export function ruleFiles(id: string): Readonly<Record<string, string>> {
  const title = inWords(id)
  const reviewBy = new Date(Date.now() + 365 * 86_400_000).toISOString().slice(0, 10)
  return {
    'rule.ts': `import { codeGroup, defineRule, isAdult, latest, round, templates } from '#cds'

// Where the figure comes from: guideline, year, section.
const THRESHOLD = 180
// By code, also from inside a blood pressure panel.
const systolicPressure = codeGroup('bp-systolic')

export default defineRule({
  id: '${id}',
  version: '0.1.0',
  title: '${title}',
  owner: 'Who answers for this rule',
  reviewBy: '${reviewBy}',
  hooks: 'patient-view',
  source: {
    label: 'The guideline that this rule follows',
    url: 'https://example.org/guideline',
  },

  prefetch: {
    patient: templates.patient,
    bloodPressure: templates.bloodPressure,
  },

  cards: {
    high: {
      indicator: 'warning',
      kind: 'risk',
      summary: 'Systolic pressure {{value}} mmHg on {{date}}',
      detail: 'Repeat the measurement before acting on it.',
    },
  },

  evaluate({ patient, bloodPressure }, { now, card }) {
    if (!isAdult(patient, now)) return []
    const systolic = latest(bloodPressure, systolicPressure, 'mm[Hg]', { now, withinDays: 365 })
    if (!systolic?.usable || systolic.value < THRESHOLD) return []
    const date = systolic.date?.slice(0, 10) ?? 'date unknown'
    return [card('high', { value: round(systolic.value), date })]
  },
})
`,
    'rule.test.ts': `import { bloodPressure, observation, patient, testRule } from '#cds/testing'
import rule from './rule.ts'

const adult = patient('1970-05-01')
const systolic = (value: number, unit = 'mm[Hg]', date = '2026-02-03') =>
  observation('8480-6', value, unit, date)

testRule(rule, {
  now: '2026-03-01',
  silent: {
    'below the threshold': { patient: adult, bloodPressure: [systolic(179)] },
    'nothing on file': { patient: adult, bloodPressure: [] },
    'a minor': { patient: patient('2012-01-01'), bloodPressure: [systolic(200)] },
    'too old': { patient: adult, bloodPressure: [systolic(200, 'mm[Hg]', '2024-01-01')] },
    'another unit': { patient: adult, bloodPressure: [systolic(200, 'mg/dL')] },
  },
  fires: {
    'at the threshold': {
      patient: adult,
      bloodPressure: [systolic(180)],
      expect: { card: 'high', values: { value: 180, date: '2026-02-03' } },
    },
    'in a panel': {
      patient: adult,
      bloodPressure: [bloodPressure(191, 84)],
      expect: { card: 'high', values: { value: 191 } },
    },
  },
})
`,
    'README.md': ruleReadme(title, reviewBy),
  }
}
