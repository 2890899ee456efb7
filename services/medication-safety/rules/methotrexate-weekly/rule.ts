import { contains, type Draft, defineRule, ingredients, optional, ordering, templates } from '#cds'
import { cancersInWords, mayHaveCourses } from './cancers.ts'
import { frequencyOf } from './frequency.ts'

const methotrexate = ingredients(['6851'])

export default defineRule({
  id: 'methotrexate-weekly',
  version: '1.1.0',
  title: 'Methotrexate by mouth: once a week',
  owner: 'Medication safety',
  reviewBy: '2027-06-30',
  hooks: ['order-select', 'order-sign', 'medication-refill'],
  source: {
    label:
      'ISMP: oral methotrexate taken daily in error; IMSN safety alert, once-weekly methotrexate',
    url: 'https://imsn.ie/methotrexate-once-weekly-safety-alert/',
  },
  when: ordering(methotrexate),
  prefetch: {
    patient: templates.patient,
    conditions: optional(templates.conditions),
  },
  checks: 'how often methotrexate is taken',
  cards: {
    tooOften: {
      indicator: 'warning',
      kind: 'medication',
      summary: 'Methotrexate by mouth {{often}}: is once a week meant?',
      detail:
        'Outside of cancer treatment methotrexate is taken on one day of the week; taken daily in error it has killed. {{cancer}}',
    },
  },

  evaluate({ conditions, orders }, { card, suggest, notChecked }) {
    if (conditions?.some(mayHaveCourses)) return []
    const cancer = cancersInWords(conditions)
    return orders.flatMap(({ resource, medication, selected }): Draft[] => {
      if (!selected || contains(medication, methotrexate) !== true) return []
      // What is injected daily is a course of cancer treatment; a route unknown may be by mouth.
      if (medication.route !== undefined && medication.route !== 'oral') return []
      const found = frequencyOf(resource)
      if (found === 'unclear')
        return [notChecked('how often methotrexate is taken: once a week is meant', 'unusable')]
      if (found === 'weekly') return []
      const suggestions = suggest.cancel('methotrexate', resource)
      return [card('tooOften', { often: found.words, cancer }, { suggestions })]
    })
  },
})
