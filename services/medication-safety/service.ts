import { defineService } from '#cds'

export default defineService({
  id: 'medication-safety',
  title: 'Medication safety',
  description:
    'Interactions, allergies, duplicates, doses by kidney function, opioids, pregnancy, required tests, QT, and medicines to avoid from 65 years, for the orders of the session',
  usageRequirements:
    'Medicines are matched by RxNorm code. What could not be checked is said in one information card.',
  announceGaps: true,
})
