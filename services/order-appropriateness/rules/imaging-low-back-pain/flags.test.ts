import { expect, test } from '@jest/globals'
import { namesFlag } from './flags.ts'

const order = (text: string) => ({ note: [{ text }] })

test.each([
  'No improvement after 8 weeks of physical therapy',
  'Pain without relief despite 3 months of NSAIDs and new foot drop',
  'No response to steroid injection',
  'no fever, new foot drop',
  'no trauma, weakness of the left leg',
  'no fever, foot drop',
  'no trauma but incontinence',
  'no fever for 8 weeks',
  'Low back pain for a year',
  'Low back pain for 2 years',
  'Pain x 3 mo',
  '35 years old, pain for 3 months',
  'Pain for six weeks',
  'Pain of a 6-week course',
])('"%s" names a flag', (text) => expect(namesFlag(order(text), [])).toBe(true))

test.each([
  '35 years old, acute pain for 3 days',
  '35 years of age, pain since a week',
  'aged 35 years, pain since a week',
  '35 yrs old, pain since a week',
  'no fever, weight loss, weakness or incontinence',
  'Denies fever, weight loss, and weakness.',
  'no recent trauma, no history of cancer or osteoporosis',
  'no bowel or bladder dysfunction, no saddle anesthesia',
  'No red flags',
  'No fever, chills or weakness',
  'no improvement after 2 weeks',
])('"%s" names none', (text) => expect(namesFlag(order(text), [])).toBe(false))
