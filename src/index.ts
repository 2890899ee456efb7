/**
 * `#cds`: all that the author of a service needs. Rules import from here and from their own folder,
 * nothing else.
 */
export { z } from 'zod'
export type { CardExtras, Draft, Drafts, SuggestionDraft } from '../cards/draft.ts'
export { absoluteLink } from '../cards/links.ts'
export { OVERRIDE_SYSTEM } from '../cards/systems.ts'
export { type Allergen, allergenOf } from './clinical/allergies/allergen.ts'
export {
  type AllergySeverity,
  allergySeverity,
  hadAngioedema,
} from './clinical/allergies/severity.ts'
export { anyOf, type CodeSet, codes, codingsOf } from './clinical/codes/code-set.ts'
export { comfortCare } from './clinical/codes/comfort-care.ts'
export { codeGroup, type GroupId, groupTemplateCodes } from './clinical/codes/groups.ts'
export { broughtBy, type PanelTest } from './clinical/codes/panels.ts'
export {
  CPT,
  ICD10CM,
  LOINC,
  RXNORM,
  SNOMED,
} from './clinical/codes/systems.ts'
export { type Fetched, optional, type Prefetch } from './clinical/fetched.ts'
export { type PamaRating, pamaRated } from './clinical/imaging/pama-rating.ts'
export { type DoseLimits, kindOf, twoOfEach } from './clinical/medications/alike.ts'
export { type MedicationClass, medicationClass } from './clinical/medications/classes.ts'
export { contains } from './clinical/medications/contains.ts'
export { dailyDose, doseAmong } from './clinical/medications/daily-dose.ts'
export { type Dosage, dosages } from './clinical/medications/dosage.ts'
export { dosesTogether } from './clinical/medications/dose-together.ts'
export { endOf, type PastDay, pastDay } from './clinical/medications/ended.ts'
export { listedIngredients } from './clinical/medications/listed.ts'
export { loweredOrders, type Regimen } from './clinical/medications/lowered-order.ts'
export { type Directions, medicationOrder } from './clinical/medications/medication-order.ts'
export { productName } from './clinical/medications/product-name.ts'
export {
  currentMedicines,
  isSystemic,
  type Medicine,
  otherOrders,
  partReplaced,
  replacedBy,
} from './clinical/medications/regimen.ts'
export { ingredients, rxnorm } from './clinical/medications/rxnorm.ts'
export { ingredientName } from './clinical/medications/table.ts'
export {
  type Unchecked,
  uncheckedMedicines,
} from './clinical/medications/unchecked.ts'
export { type MedicationView, medicationView } from './clinical/medications/view.ts'
export { affirmed } from './clinical/readers/affirmed.ts'
export { isAwaited } from './clinical/readers/awaited.ts'
export { isCancer } from './clinical/readers/cancer.ts'
export { codesIn, wordsIn } from './clinical/readers/concept.ts'
export {
  clinicalDate,
  daysBefore,
  instantOf,
  isFuture,
  lastInstantOf,
  shownDay,
} from './clinical/readers/dates.ts'
export { hasResult } from './clinical/readers/has-result.ts'
export { latest, newestOf } from './clinical/readers/latest.ts'
export {
  component,
  type Measurement,
  measurement,
  quantity,
} from './clinical/readers/measurement.ts'
export { ageAt, isAdult, isDeceased, sexOf } from './clinical/readers/patient.ts'
export { type Pregnancy, pregnancyOf } from './clinical/readers/pregnancy.ts'
export { RACES, racesOf } from './clinical/readers/race.ts'
export { isFor, wordsOfOrder } from './clinical/readers/reason.ts'
export { referenceParts } from './clinical/readers/reference.ts'
export { isReferredTo } from './clinical/readers/referral.ts'
export { round } from './clinical/readers/round.ts'
export { smokingStatus } from './clinical/readers/smoking.ts'
export { counts, isActive } from './clinical/readers/status.ts'
export { unitText } from './clinical/readers/unit-text.ts'
export { convert } from './clinical/readers/units.ts'
export {
  defineScore,
  notCalculable,
  type Reason,
  runScore,
  type Score,
  type ScoreOutcome,
  type UnusedInput,
  type UsedInput,
} from './clinical/score.ts'
export { readEgfr } from './clinical/scores/egfr-reading.ts'
export { type FallQuestion, fallAnswers, yesOrNo } from './clinical/scores/fall-answers.ts'
export * from './clinical/scores/index.ts'
export { flag, measured } from './clinical/scores/inputs.ts'
export { ageInput, reading, sexInput } from './clinical/scores/readings.ts'
export { templates } from './clinical/scores/templates.ts'
export * from './clinical/screenings/checks.ts'
export { evidenceOf, isOrdered } from './clinical/screenings/evidence.ts'
export {
  type Screened,
  type Screening,
  type ScreeningStatus,
  screeningStatus,
  type TestName,
} from './clinical/screenings/screening.ts'
export * from './clinical/screenings/uspstf.ts'
export { serviceOrder } from './clinical/service-order.ts'
export { unseenNote } from './clinical/unseen.ts'
export {
  defineRule,
  type Env,
  type Order,
  type OrderResource,
  type Rule,
} from './engine/define-rule.ts'
export { defineService, type Service } from './engine/define-service.ts'
export {
  ordering,
  orderingMedicine,
  orderingUnidentified,
  recorded,
  type Trigger,
} from './engine/trigger.ts'
export { defineHook } from './protocol/hooks/define-hook.ts'
export { contextIds } from './protocol/hooks/fields.ts'
