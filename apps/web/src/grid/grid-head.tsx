export type GridColumn = {
  key: string
  title: string
  /** For screen readers only: the cells say what they are. */
  isTitleHidden?: boolean
  /** Gives the column a sort button; the value is how the rows are sorted by it now. */
  sort?: 'ascending' | 'descending' | 'none'
}

type GridHeadProps = { columns: readonly GridColumn[]; onSort: ((key: string) => void) | undefined }

export function GridHead({ columns, onSort }: GridHeadProps) {
  return (
    <div role="rowgroup" className="grid__head">
      <div role="row" className="grid__row grid__row--head" aria-rowindex={1}>
        {columns.map(({ key, title, isTitleHidden, sort }) => (
          <div key={key} role="columnheader" data-column={key} aria-sort={sort}>
            {sort === undefined ? (
              <span className={isTitleHidden ? 'visually-hidden' : undefined}>{title}</span>
            ) : (
              <button type="button" className="grid__sort" onClick={() => onSort?.(key)}>
                {title}
              </button>
            )}
          </div>
        ))}
      </div>
    </div>
  )
}
