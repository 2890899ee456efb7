import { defineService } from '#cds'

export default defineService({
  id: 'care-gaps',
  title: 'Care gaps',
  description: 'Screenings that the US Preventive Services Task Force recommends and that are due',
  usageRequirements:
    'Needs conditions, procedures, reports and screening results, by prefetch or by FHIR access.',
})
