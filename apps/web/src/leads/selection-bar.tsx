import { Button } from '../shell/button.tsx'

type SelectionBarProps = {
  selected: number
  shown: number
  /** Whether one of the selected leads is still being assigned. */
  isSaving: boolean
  onAssign: () => void
  onDelete: () => void
  onAll: () => void
  onNone: () => void
}

/**
 * The actions for the selected leads. Each count is one text with its words: with several, a browser that translates the
 * page would go on showing the first count.
 */
export function SelectionBar({ selected, shown, isSaving, onAssign, onDelete, onAll, onNone }: SelectionBarProps) {
  return (
    <div className="lead-bar" role="group" aria-label="Selected leads">
      <p role="status">{`${selected} selected`}</p>
      <Button busy={isSaving} onClick={onAssign}>
        Assign to…
      </Button>
      <Button look="danger" busy={isSaving} onClick={onDelete}>
        Delete…
      </Button>
      {selected < shown && <Button onClick={onAll}>{`Select all ${shown}`}</Button>}
      <Button onClick={onNone}>Clear</Button>
    </div>
  )
}
