import { buildRegistry, type Registry } from '../../src/engine/registry.ts'
import { codes, defineRule, recorded, SNOMED, templates } from '../../src/index.ts'

/** A registry with so many rules on patient-view, of which five apply: the rest wait for other codes. */
export function manyRules(total: number): Registry {
  const rules = Array.from({ length: total }, (_, index) =>
    defineRule({
      id: `rule-${index}`,
      version: '1.0.0',
      owner: 'Bench',
      reviewBy: '2099-01-01',
      hooks: 'patient-view',
      source: { label: 'Bench' },
      ...(index < 5
        ? {}
        : { when: recorded('conditions', codes(SNOMED, [String(900_000_000 + index)])) }),
      prefetch: {
        patient: templates.patient,
        conditions: templates.conditions,
        hba1c: templates.hba1c,
      },
      cards: {
        seen: { indicator: 'info', summary: 'Rule {{index}} saw {{conditions}} conditions' },
      },
      evaluate: ({ conditions }, { card }) => [
        card('seen', { index, conditions: conditions.length }),
      ],
    }),
  )
  const id = 'cardiometabolic-risk'
  return buildRegistry([
    {
      file: 'bench/service.ts',
      folder: id,
      module: { id, title: 'Bench', description: 'Bench' },
      rules: rules.map((rule) => ({ file: `bench/${rule.id}.ts`, folder: rule.id, module: rule })),
    },
  ])
}
