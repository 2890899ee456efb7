import { defineService } from '#cds'

export default defineService({
  id: 'discharge-check',
  title: 'Discharge check',
  description: 'Readmission risk (LACE) at discharge, with a follow-up visit to order',
})
