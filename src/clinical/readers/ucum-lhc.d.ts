declare module '@lhncbc/ucum-lhc' {
  interface Utils {
    convertUnitTo(from: string, value: number, to: string): { status: string; toVal: number | null }
    validateUnitString(unit: string): { status: string }
  }
  const ucum: { UcumLhcUtils: { getInstance(): Utils } }
  export default ucum
}
