import { defineService } from '#cds'

export default defineService({
  id: 'cardiometabolic-risk',
  title: 'Cardiometabolic risk',
  description:
    'Diabetes, kidney function and its progression, blood pressure, atrial fibrillation, liver fibrosis and cardiovascular risk (PREVENT) when a chart is opened',
  usageRequirements:
    'Needs conditions, active medicines and laboratory results of the last five years, by prefetch or by FHIR access.',
})
