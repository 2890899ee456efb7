/** Where a JSON value holds `null`, outside embedded FHIR. */
export function nullPlaces(value: unknown): string[] {
  return places(value, (each) => each === null)
}

/** Where a JSON value is empty, outside embedded FHIR and the two lists that may be (`GEN-04`). */
export function emptyPlaces(value: unknown): string[] {
  return places(
    value,
    (each) =>
      each === '' || (typeof each === 'object' && each !== null && Object.keys(each).length === 0),
  ).filter((place) => place !== '.cards' && place !== '.services')
}

function places(value: unknown, found: (value: unknown) => boolean, at = ''): string[] {
  const here = found(value) ? [at] : []
  if (typeof value !== 'object' || value === null) return here
  if (at !== '' && 'resourceType' in value) return here
  return [
    ...here,
    ...Object.entries(value).flatMap(([key, each]) => places(each, found, `${at}.${key}`)),
  ]
}
