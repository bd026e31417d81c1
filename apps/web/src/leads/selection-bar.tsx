type SelectionBarProps = {
  selected: number
  shown: number
  onAssign: () => void
  onDelete: () => void
  onAll: () => void
  onNone: () => void
}

/** The actions for the selected leads. */
export function SelectionBar({ selected, shown, onAssign, onDelete, onAll, onNone }: SelectionBarProps) {
  return (
    <div className="lead-bar" role="group" aria-label="Selected leads">
      <p role="status">{selected} selected</p>
      <button type="button" className="button" onClick={onAssign}>
        Assign to…
      </button>
      <button type="button" className="button button--danger" onClick={onDelete}>
        Delete…
      </button>
      {selected < shown && (
        <button type="button" className="button" onClick={onAll}>
          Select all {shown}
        </button>
      )}
      <button type="button" className="button" onClick={onNone}>
        Clear
      </button>
    </div>
  )
}
