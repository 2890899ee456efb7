export type Rgb = readonly [number, number, number]

/** `#rgb`, `#rrggbb`, `rgb(r, g, b)`; anything else, and what lets light through, is no colour here. */
export function colour(text: string): Rgb | undefined {
  const trimmed = text.trim()
  const short = /^#([\da-f])([\da-f])([\da-f])$/i.exec(trimmed)
  const long = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(trimmed)
  const parts = short
    ? short.slice(1).map((digit) => Number.parseInt(digit + digit, 16))
    : long
      ? long.slice(1).map((digits) => Number.parseInt(digits, 16))
      : (/^rgb\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)\s*\)$/.exec(trimmed)?.slice(1).map(Number) ?? [])
  const [r, g, b] = parts
  if (r === undefined || g === undefined || b === undefined) return undefined
  return parts.every((part) => part <= 255) ? [r, g, b] : undefined
}

/** Relative luminance by WCAG 2.2. */
function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map((part) => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as [number, number, number]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** Contrast of two colours by WCAG 2.2, 1 to 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [darker, brighter] = [luminance(a), luminance(b)].toSorted((x, y) => x - y) as [
    number,
    number,
  ]
  return (brighter + 0.05) / (darker + 0.05)
}
