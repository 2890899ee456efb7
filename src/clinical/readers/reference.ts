/** The type and id at the end of a reference, relative or absolute, versioned or not. */
export function referenceParts(reference: unknown): { type: string; id: string } | undefined {
  if (typeof reference !== 'string') return undefined
  const match = /(?:^|\/)([A-Z][A-Za-z]{1,63})\/([A-Za-z0-9.-]{1,64})(?:\/_history\/[^/]+)?$/.exec(
    reference,
  )
  return match?.[1] === undefined || match[2] === undefined
    ? undefined
    : { type: match[1], id: match[2] }
}
