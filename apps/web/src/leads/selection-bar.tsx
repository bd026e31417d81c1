import { Button } from '../shell/button.tsx'

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
      <Button onClick={onAssign}>Assign to…</Button>
      <Button look="danger" onClick={onDelete}>
        Delete…
      </Button>
      {selected < shown && <Button onClick={onAll}>Select all {shown}</Button>}
      <Button onClick={onNone}>Clear</Button>
    </div>
  )
}
