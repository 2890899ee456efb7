/** `#cds/testing`: the testers of rules and scores, and builders of synthetic resources. */
export {
  allergy,
  bloodPressure,
  condition,
  medication,
  observation,
  partial,
  patient,
  serviceRequest,
  smoking,
} from './testing/builders.ts'
export type { ExpectedCard, RuleCases } from './testing/rule-cases.ts'
export { testRule } from './testing/test-rule.ts'
export { type ScoreCases, testScore } from './testing/test-score.ts'
