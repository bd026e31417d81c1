const widths = ['46%', '62%', '38%', '54%']

/** Stands in for the list while the people are loading. */
export function SkeletonRows() {
  return (
    <div aria-hidden="true">
      {widths.map((width) => (
        <div key={width} className="roster-picker__skeleton">
          <span />
          <span style={{ inlineSize: width }} />
        </div>
      ))}
    </div>
  )
}
