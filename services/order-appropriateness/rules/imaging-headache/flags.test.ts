import { expect, test } from '@jest/globals'
import { namesFlag } from './flags.ts'

const order = (text: string) => ({ note: [{ text }] })

test.each([
  'no relief with triptans and sudden onset with neck stiffness',
  'no fever, new weakness or numbness',
  'changed in character',
  'raised pressure suspected',
  'no trauma; worst of life',
  'No change despite new deficit',
])('"%s" names a flag', (text) => expect(namesFlag(order(text), [])).toBe(true))

test.each([
  'Unchanged for 10 years, normal examination',
  'blood pressure normal',
  'no new weakness, no neck stiffness',
  'no fever, neck stiffness or focal weakness',
  'without trauma and seizures',
  'no change in pattern',
])('"%s" names none', (text) => expect(namesFlag(order(text), [])).toBe(false))
