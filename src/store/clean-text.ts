/** Text that every database takes: no NUL, no lone surrogate; both become U+FFFD. */
export function cleanText(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '\uFFFD')
}
