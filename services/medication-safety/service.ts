import { defineService } from '#cds'

export default defineService({
  id: 'medication-safety',
  title: 'Medication safety',
  description:
    'High-priority drug interactions (ONC list), metformin and kidney function, and beta-lactam allergy, for the orders of the session',
  usageRequirements:
    'Medicines are matched by RxNorm code. What could not be checked is said in one information card.',
  announceGaps: true,
})
