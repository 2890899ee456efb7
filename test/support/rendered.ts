import { marked } from 'marked'

/** What Markdown of ours may become: text, emphasis, lists, paragraphs. */
const HARMLESS = new Set(['p', 'em', 'strong', 'ul', 'ol', 'li', 'br', 'code'])

/**
 * The tags that a client gets which renders GitHub-flavoured Markdown and lets HTML in it through, as
 * the public CDS Hooks Sandbox does; without those that can do nothing.
 */
export function tagsOf(markdown: string): readonly string[] {
  const html = marked.parse(markdown, { async: false, gfm: true })
  return [...html.matchAll(/<[!/?]?[a-z-][^>]*>?/gi)]
    .map(([tag]) => tag)
    .filter((tag) => {
      const [, name = ''] = /^<\/?([a-z]+)\s*\/?>$/.exec(tag) ?? []
      return !HARMLESS.has(name)
    })
}
