const rows = Array.from({ length: 8 }, (_, index) => index)

/** The placeholder of a list that is loading. */
export function RowsSkeleton({ label }: { label: string }) {
  return (
    <div className="rows-skeleton">
      <p role="status" className="visually-hidden">
        {label}
      </p>
      {rows.map((row) => (
        <div key={row} className="rows-skeleton__row" aria-hidden="true">
          <span className="skeleton skeleton--round" />
          <span className="skeleton" style={{ inlineSize: `${9 + ((row * 5) % 7)}rem` }} />
          <span className="skeleton skeleton--wide" />
        </div>
      ))}
    </div>
  )
}
