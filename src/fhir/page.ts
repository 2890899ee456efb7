/** One page of search results. */
export interface PageBundle {
  readonly bundle: Record<string, unknown>
  readonly entries: readonly unknown[]
}

/** A Bundle with its entries; `undefined` for any other resource. */
export function pageOf(resource: Record<string, unknown>): PageBundle | undefined {
  if (resource.resourceType !== 'Bundle') return undefined
  return { bundle: resource, entries: Array.isArray(resource.entry) ? resource.entry : [] }
}

/** The address of the next page. */
export function nextLink(bundle: Record<string, unknown>): string | undefined {
  const links = Array.isArray(bundle.link) ? bundle.link : []
  const next = links.find((link: { relation?: unknown } | null) => link?.relation === 'next') as
    | { url?: unknown }
    | undefined
  return typeof next?.url === 'string' ? next.url : undefined
}
