import { expect, test } from '@jest/globals'
import { affirmed } from './affirmed.ts'

const names = affirmed(/\bfever|weak|foot ?drop|bladder|bowel/i)

test.each([
  ['by itself', 'Fever since Monday'],
  ['beside a denied one', 'no fever; weakness'],
  ['after a comma, where nothing closes the list', 'no fever, weakness'],
  ['after "but"', 'no fever but weakness'],
  ['after what did not help', 'no relief from bed rest, weakness or fever'],
  ['that was there before', 'no longer weak'],
  [
    'with more words than a list has',
    'no fever or weakness of the left leg since Monday, foot drop',
  ],
  ['that is new', 'no fever, new weakness or foot drop'],
  ['after a list that is closed', 'no fever or chills, weakness'],
])('one %s', (_, text) => expect(names(text)).toBe(true))

test.each([
  ['nothing', ''],
  ['other words', 'pain in the back'],
  ['a denied one', 'No fever.'],
  ['two', 'denies fever and weakness'],
  ['with words before it', 'no evidence of lower limb weakness'],
  ['each for itself', 'no fever, no weakness, without foot drop'],
  ['a list', 'negative for: fever, chills, weakness, or bowel/bladder symptoms'],
  ['in brackets', 'pain (no fever, weakness or foot drop)'],
])('none in %s', (_, text) => expect(names(text)).toBe(false))

test.each(['no ', 'no fever, ', 'no fever or ', 'weak', 'no a b c ', 'no          ', 'fever, '])(
  'a long text of "%s" is looked through in linear time',
  (piece) => {
    const started = performance.now()
    names(piece.repeat(20_000))
    expect(performance.now() - started).toBeLessThan(400)
  },
)
