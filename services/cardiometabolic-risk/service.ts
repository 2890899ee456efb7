import { defineService } from '#cds'

export default defineService({
  id: 'cardiometabolic-risk',
  title: 'Cardiometabolic risk',
  description:
    'Diabetes screening and monitoring, kidney function (CKD-EPI 2021, KDIGO) and cardiovascular risk (PREVENT) when a chart is opened',
  usageRequirements:
    'Needs conditions, active medicines and laboratory results of the last five years, by prefetch or by FHIR access.',
})
