import type { ComponentChildren } from 'preact'

export interface Column {
  readonly title: string
  readonly numeric?: boolean
}

export interface DataTableProps {
  readonly caption: string
  /** The caption is for screen readers only, where a heading above says the same. */
  readonly captionHidden?: boolean
  readonly columns: readonly Column[]
  /** Cells by column; the first one names its row. */
  readonly rows: readonly (readonly ComponentChildren[])[]
}

/** A table that becomes a list of rows where there is no room. */
export function DataTable({ caption, captionHidden = false, columns, rows }: DataTableProps) {
  const look = (index: number) => (columns[index]?.numeric === true ? 'number' : undefined)
  return (
    <table class="table">
      <caption>
        <span class={captionHidden ? 'visually-hidden' : undefined}>{caption}</span>
      </caption>
      <thead>
        <tr>
          {columns.map(({ title }, index) => (
            <th key={title} scope="col" class={look(index)}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, ...cells], row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name of their own that is sure to be unique
          <tr key={row}>
            <th scope="row">{name}</th>
            {cells.map((cell, index) => (
              <td
                key={columns[index + 1]?.title}
                class={look(index + 1)}
                data-label={columns[index + 1]?.title}
              >
                {cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
