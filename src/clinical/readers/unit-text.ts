// How people write what UCUM spells for machines.
const UNITS: Readonly<Record<string, string>> = {
  '{score}': '',
  '1': '',
  'mm[Hg]': 'mmHg',
  'mL/min/{1.73_m2}': 'mL/min/1.73\u00a0m²',
  'mL/min/1.73_m2': 'mL/min/1.73\u00a0m²',
  'kg/m2': 'kg/m²',
  '10*9/L': '×10⁹/L',
  '10*3/uL': '×10³/µL',
  Cel: '°C',
  a: 'years',
  mo: 'months',
  wk: 'weeks',
  d: 'days',
}

/** A UCUM unit as people write it; empty for none. */
export function unitText(unit: string): string {
  return (
    UNITS[unit] ??
    unit
      .replace(/\[(\w+)\]/g, '$1')
      // What stands in braces is words, in which a u is no micro.
      .replace(/\{([^{}]*)\}|\bu(?=[A-Za-z])/g, (_, words?: string) => words ?? 'µ')
  )
}
