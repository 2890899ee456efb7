import { defineService } from '#cds'

export default defineService({
  id: 'discharge-check',
  title: 'Discharge check',
  description:
    'Readmission risk (LACE, HOSPITAL), pending results and medicines without a decision at discharge',
})
