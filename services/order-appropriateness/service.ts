import { defineService } from '#cds'

export default defineService({
  id: 'order-appropriateness',
  title: 'Order appropriateness',
  description:
    'Imaging for low back pain and headache, laboratory tests that are done, ordered or drafted already, and generic medicines, for the orders of the session',
  usageRequirements:
    'Imaging is matched by CPT or LOINC code and its reason by SNOMED CT or ICD-10-CM. Ratings (PAMA) go to clients that accept system actions.',
})
