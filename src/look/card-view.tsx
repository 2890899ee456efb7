import type { ComponentChildren } from 'preact'
import { useId, useState } from 'preact/hooks'
import type { Card, Link, Suggestion } from '../protocol/card.ts'
import { Button } from './button.tsx'
import { Badge } from './icon.tsx'
import { Markdown, Outside } from './markdown.tsx'
import { safeHref } from './markdown-tree.ts'
import { type Override, OverrideForm } from './override-form.tsx'

const LABELS = { info: 'Info', warning: 'Warning', critical: 'Critical' } as const

export interface CardViewProps {
  readonly card: Card
  /** The heading's level; 3 when left out. */
  readonly level?: 2 | 3 | 4
  /** Who says so: the title of the service. */
  readonly from?: string | undefined
  /** Each of these is offered only where somebody listens. */
  readonly onSuggestion?: ((suggestion: Suggestion) => void) | undefined
  readonly onSmartLink?: ((link: Link) => void) | undefined
  readonly onDismiss?: ((override: Override) => void) | undefined
  /** What became of suggestions and feedback, below the card's own words. */
  readonly children?: ComponentChildren
}

/** A CDS card as an EHR shows it. */
export function CardView(props: CardViewProps) {
  const { card, level = 3, from, onSuggestion, onSmartLink, onDismiss, children } = props
  const id = useId()
  const [dismissing, setDismissing] = useState(false)
  const Heading = `h${level}` as const
  return (
    <article class={`card tone-${card.indicator}`} aria-labelledby={id}>
      <Badge tone={card.indicator} label={LABELS[card.indicator]} />
      <Heading id={id} class="card-summary" tabIndex={-1}>
        {card.summary}
      </Heading>
      {card.detail !== undefined && <Markdown text={card.detail} />}
      <Actions {...{ card, onSuggestion, onSmartLink }} />
      {dismissing && onDismiss && (
        <OverrideForm
          reasons={card.overrideReasons ?? []}
          onDismiss={onDismiss}
          onCancel={() => setDismissing(false)}
        />
      )}
      {children}
      <div class="card-foot">
        <div class="card-origin">
          <Source source={card.source} />
          {from !== undefined && <p>Service: {from}</p>}
        </div>
        {onDismiss && !dismissing && (
          <Button kind="plain" onPress={() => setDismissing(true)}>
            Dismiss…
          </Button>
        )}
      </div>
    </article>
  )
}

function Actions({
  card,
  onSuggestion,
  onSmartLink,
}: Pick<CardViewProps, 'card' | 'onSuggestion' | 'onSmartLink'>) {
  const suggestions = onSuggestion === undefined ? [] : (card.suggestions ?? [])
  const links = card.links ?? []
  if (suggestions.length + links.length === 0) return null
  return (
    <div class="row">
      {suggestions.map((each) => (
        <Button
          key={each.uuid}
          {...(each.isRecommended === true ? { kind: 'primary' as const } : {})}
          onPress={() => onSuggestion?.(each)}
        >
          {each.label}
        </Button>
      ))}
      {links.map((link) => (
        <CardLink key={`${link.label} ${link.url}`} {...{ link, onSmartLink }} />
      ))}
    </div>
  )
}

function CardLink({
  link,
  onSmartLink,
}: {
  link: Link
  onSmartLink: CardViewProps['onSmartLink']
}) {
  if (link.type === 'absolute') return <Outside href={safeHref(link.url)}>{link.label}</Outside>
  if (onSmartLink === undefined) return null
  return <Button onPress={() => onSmartLink(link)}>{link.label} ↗</Button>
}

function Source({ source }: { source: Card['source'] }) {
  const href = source.url === undefined ? undefined : safeHref(source.url)
  return (
    <p>
      Source: <Outside href={href}>{source.label}</Outside>
    </p>
  )
}
