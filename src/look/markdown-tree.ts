import { lexer, type Token, type Tokens } from 'marked'
import { decodeEntities } from './entities.ts'

type Tag = 'p' | 'strong' | 'em' | 'del' | 'code' | 'pre' | 'blockquote' | 'ul' | 'ol' | 'li'
type TableTag = 'table' | 'thead' | 'tbody' | 'tr' | 'th' | 'td'

export interface Element {
  readonly tag: Tag | TableTag | 'br' | 'hr' | 'a'
  /** Only of an `a`, and only of a scheme that leads to a page or a mail. */
  readonly href?: string
  /** The first number of an `ol` that does not begin with 1. */
  readonly start?: number
  readonly children: readonly Node[]
}

/** Text, or an element of a closed list. */
export type Node = string | Element

/**
 * GitHub-flavoured Markdown as a tree of harmless elements (`CARD-04`): raw HTML is text, pictures
 * are their description (a picture would tell its server who is looking), and headings are strong
 * paragraphs, because a card has its place in the outline of its page already.
 */
export function markdownTree(text: string): readonly Node[] {
  return lexer(text).flatMap(nodes)
}

/** An address that may be followed from text that somebody else wrote. */
export function safeHref(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined
  return ['https:', 'http:', 'mailto:'].includes(new URL(address).protocol) ? address : undefined
}

const inside = (tokens: readonly Token[] = []): readonly Node[] => tokens.flatMap(nodes)
const element = (tag: Element['tag'], children: readonly Node[] = []): Node[] => [{ tag, children }]

function nodes(token: Token): Node[] {
  switch (token.type) {
    case 'space':
    case 'def':
      return []
    case 'br':
    case 'hr':
      return element(token.type)
    case 'paragraph':
      return element('p', inside(token.tokens))
    case 'heading':
      return element('p', element('strong', inside(token.tokens)))
    case 'strong':
    case 'em':
    case 'del':
    case 'blockquote':
      return element(token.type, inside(token.tokens))
    case 'code':
      return element('pre', element('code', [token.text]))
    case 'codespan':
      return element('code', [token.text])
    case 'list':
      return [list(token as Tokens.List)]
    case 'table':
      return [table(token as Tokens.Table)]
    case 'link':
      return link(token as Tokens.Link)
    case 'image':
      return [decodeEntities(token.text)]
    case 'checkbox':
      return [token.checked ? '☑ ' : '☐ ']
    case 'escape':
      return [token.text]
    case 'text':
      return token.tokens === undefined ? [decodeEntities(token.text)] : [...inside(token.tokens)]
    default:
      return [token.raw]
  }
}

function link({ href, tokens }: Tokens.Link): Node[] {
  const address = safeHref(href)
  const children = inside(tokens)
  return address === undefined ? [...children] : [{ tag: 'a', href: address, children }]
}

function list({ ordered, start, items }: Tokens.List): Element {
  const children = items.flatMap((item) => element('li', inside(item.tokens)))
  if (!ordered) return { tag: 'ul', children }
  return start === 1 || start === '' ? { tag: 'ol', children } : { tag: 'ol', start, children }
}

function table({ header, rows }: Tokens.Table): Element {
  const row = (cells: readonly Tokens.TableCell[], tag: 'th' | 'td') =>
    element(
      'tr',
      cells.flatMap((cell) => element(tag, inside(cell.tokens))),
    )
  const head = element('thead', row(header, 'th'))
  const body = element(
    'tbody',
    rows.flatMap((cells) => row(cells, 'td')),
  )
  return { tag: 'table', children: [...head, ...body] }
}
