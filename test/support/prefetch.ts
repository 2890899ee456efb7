/** Plays the client: runs the templates of one service on a FHIR server, as an EHR would (`PFD-02`). */
export async function prefetched(
  templates: Readonly<Record<string, string>>,
  context: Readonly<Record<string, unknown>>,
  fhirUrl: string,
): Promise<Record<string, unknown>> {
  const entries = await Promise.all(
    Object.entries(templates).map(async ([key, template]) => {
      const query = template.replace(/\{\{context\.(\w+)\}\}/g, (_, field: string) =>
        String(context[field]),
      )
      const answer = await fetch(`${fhirUrl}/${query.replaceAll('|', '%7C')}`)
      return [key, answer.ok ? await answer.json() : null] as const
    }),
  )
  return Object.fromEntries(entries)
}
