const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
}

const LAST_CODE_POINT = 0x10ffff

/** Character references of HTML as the characters they stand for; unknown ones stay as they are. */
export function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{2,8}));/gi, (whole, dec, hex, name) => {
    if (name !== undefined) return NAMED[name] ?? whole
    const point = dec === undefined ? Number.parseInt(hex, 16) : Number(dec)
    return point > 0 && point <= LAST_CODE_POINT ? String.fromCodePoint(point) : whole
  })
}
