/** A machine's name as people write it: `bloodPressure` → `blood pressure`. */
export function inWords(name: string): string {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll('-', ' ')
    .toLowerCase()
}

/** The same at the head of a line: `bloodPressure` → `Blood pressure`. */
export function inTitle(name: string): string {
  const words = inWords(name)
  return words.charAt(0).toUpperCase() + words.slice(1)
}
