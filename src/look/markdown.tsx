import { type ComponentChildren, h } from 'preact'
import { markdownTree, type Node } from './markdown-tree.ts'

/** Text in GitHub-flavoured Markdown; what could do harm is shown as text. */
export function Markdown({ text }: { readonly text: string }) {
  return <div class="markdown">{markdownTree(text).map(rendered)}</div>
}

function rendered(node: Node): ComponentChildren {
  if (typeof node === 'string') return node
  const { tag, href, start, children } = node
  const inside = children.map(rendered)
  if (tag === 'a') return <Outside href={href}>{inside}</Outside>
  return h(tag, { class: tag === 'table' ? 'table' : undefined, start }, ...inside)
}

interface OutsideProps {
  /** Without one, only the text is shown. */
  readonly href: string | undefined
  readonly children: ComponentChildren
}

/** A link that leaves the page: in a new tab, and without telling where it came from. */
export function Outside({ href, children }: OutsideProps) {
  if (href === undefined) return <>{children}</>
  return (
    <a href={href} target="_blank" rel="noopener noreferrer">
      {children}
      <span class="visually-hidden"> (opens in a new tab)</span>
    </a>
  )
}
