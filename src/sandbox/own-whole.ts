import type { Problem } from '../errors.ts'

/** What says that a Bundle is one page of more (R4 Bundle, `link` and `total`). */
export function problemsOfWhole(bundle: unknown, entries: number): readonly Problem[] {
  const { link, total } = bundle as { link?: unknown; total?: unknown }
  const hasNext = Array.isArray(link) && link.some((each) => each?.relation === 'next')
  return [
    ...(hasNext
      ? [
          {
            field: 'link',
            remedy: 'there is a next page: put the entries of all pages into one Bundle without it',
          },
        ]
      : []),
    ...(typeof total === 'number' && total > entries
      ? [
          {
            field: 'total',
            remedy: `the Bundle holds ${entries} of ${total}: add the others, or leave total out where it is whole`,
          },
        ]
      : []),
  ]
}
