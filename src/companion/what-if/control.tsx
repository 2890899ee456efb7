import { useId } from 'preact/hooks'
import { unitText } from '../../clinical/readers/unit-text.ts'
import type { Field } from '../api/contract.ts'
import { valueText } from '../figures/format.ts'
import { mistake, rangeText } from './inputs.ts'

interface Props {
  readonly field: Field
  readonly text: string
  /** What the chart says, for comparison. */
  readonly filed: string
  readonly onChange: (text: string) => void
}

/** A control for one input. Not known is a choice of its own: an unknown is no "no". */
export function Control({ field, text, filed, onChange }: Props) {
  const id = useId()
  const wrong = mistake(field, text)
  const isChanged = text !== filed
  const hint = [
    rangeText(field),
    isChanged && `on file: ${filed === '' ? 'not known' : shown(field, filed)}`,
  ].filter(Boolean)
  return (
    <div class={isChanged ? 'field field-changed' : 'field'}>
      <label for={id}>
        {field.title}
        {field.unit !== undefined && <span class="quiet"> {unitText(field.unit)}</span>}
      </label>
      {field.kind === 'number' ? (
        <input
          id={id}
          class="input"
          type="text"
          inputMode="decimal"
          autocomplete="off"
          value={text}
          placeholder="not known"
          aria-describedby={`${id}-hint`}
          aria-invalid={wrong !== undefined}
          onInput={(event) => onChange(event.currentTarget.value)}
        />
      ) : (
        <select
          id={id}
          class="input"
          value={text}
          aria-describedby={`${id}-hint`}
          onChange={(event) => onChange(event.currentTarget.value)}
        >
          <option value="">
            {field.kind === 'choice' && field.optional ? 'by the score' : 'not known'}
          </option>
          {choicesOf(field).map((choice) => (
            <option key={choice} value={choice}>
              {shown(field, choice)}
            </option>
          ))}
        </select>
      )}
      <p id={`${id}-hint`} class="hint small">
        {wrong === undefined ? hint.join(' · ') : <span class="wrong">{wrong}</span>}
      </p>
    </div>
  )
}

function choicesOf({ kind, choices = [] }: Field): readonly string[] {
  return kind === 'flag' ? ['true', 'false'] : choices.map(String)
}

function shown({ kind }: Field, text: string): string {
  if (kind !== 'flag') return kind === 'choice' ? valueText(text) : text
  return text === 'true' ? 'yes' : 'no'
}
