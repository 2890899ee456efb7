const DENIAL = /\b(?:no|without|w\/o|denies|denied|neg(?:ative)? for)[:\s]+/gi
// After these a "no" is not of what follows: "no relief from steroids", "no longer weak".
const NOT_OF =
  '(?:improve\\w*|relie\\w+|respon\\w+|benefit|better|help|success|effect|resol\\w+|recovery|control|longer|more|less|from|to|with|after|despite|on|in|by|than|for|until|but|and|or|except|since|when|while)\\b'
const BEFORE = `(?:(?!${NOT_OF})[\\w'-]+\\s+){0,4}?`
// What "and" or a comma adds must be plainly of the list: in "no fever, new weakness" it is not.
const PLAIN =
  '(?!(?:and|n?or|new|now|has|sudden|acute|worse)\\b)(?:(?:known|recent|prior|previous|other|any|associated|unexplained|significant|focal|motor|sensory|neurological|neck|leg|night|(?:history|signs?|evidence|symptoms?) of)\\s+)*'
// What is denied beside the words looked for, and nouns that follow them.
const OTHERS =
  'chills|rash|sweats|vomiting|nausea|photophobia|numb\\w*|tingling|sciatica|radiculopathy|dizziness|swelling'
const AFTER =
  'an(?:a)?esthesia|equina|syndrome|dysfunction|symptoms?|signs?|changes?|involvement|disturbances?|use|noted|reported|present'
const END = "(?=\\s*(?:[^\\w\\s'-]|$|(?:or|nor|and|but)\\b))"

/**
 * What tells whether a text names one of some words without denying it. Denied is what follows "no",
 * "without" or "denies", and what a list adds to it: with "or" or "and", and with commas where one of
 * these closes the list ("no fever, weakness or foot drop"). Doubt leaves a word named.
 *
 * @param words without capturing groups, each alternative the beginning of a word
 *
 * @example affirmed(/fever|weak/i)('no fever, new weakness') // true
 */
export function affirmed(words: RegExp): (text: string) => boolean {
  const word = `(?:${words.source}|${OTHERS})\\w*`
  const named = `${word}(?:\\s+(?:${word}|(?:${AFTER})\\b))*`
  const denied = new RegExp(`${BEFORE}${named}`, 'iy')
  const joined = new RegExp(`(?:\\s*,?\\s*(?:and/)?\\bn?or\\s+${BEFORE}|\\s*/\\s*)${named}`, 'iy')
  const added = new RegExp(`\\s*,?\\s*\\band\\s+${PLAIN}${named}${END}`, 'iy')
  const listed = new RegExp(`\\s*,\\s*${PLAIN}${named}${END}`, 'iy')

  const endOfList = (text: string, from: number): number => {
    let end = after(denied, text, from)
    for (let at = end; at !== undefined; ) {
      const closed = after(joined, text, at) ?? after(added, text, at)
      end = closed ?? end
      at = closed ?? after(listed, text, at)
    }
    return end ?? from
  }
  return (text) => {
    let rest = ''
    let at = 0
    for (const { index, 0: denial } of text.matchAll(DENIAL)) {
      if (index < at) continue
      rest += text.slice(at, index)
      at = endOfList(text, index + denial.length)
    }
    return words.test(rest + text.slice(at))
  }
}

function after(pattern: RegExp, text: string, from: number): number | undefined {
  pattern.lastIndex = from
  return pattern.test(text) ? pattern.lastIndex : undefined
}
