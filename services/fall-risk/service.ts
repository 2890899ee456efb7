import { defineService } from '#cds'

export default defineService({
  id: 'fall-risk',
  title: 'Fall risk',
  description:
    'Signs of fall risk from 65 years: falls on file, what a phone says of walking, and medicines that raise the risk',
  usageRequirements:
    'Needs conditions and active medicines; gait observations where patients share them.',
})
