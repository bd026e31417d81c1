import { useCombobox, type UseComboboxState, type UseComboboxStateChangeOptions } from 'downshift'
import { visible } from '../people/visible.ts'
import type { Choice } from '../search/choices.ts'

type Policy = {
  readonly multiple: boolean
  /** Whether the list may be open at all. */
  readonly usable: boolean
  /** Position of the selected entry, where the list opens; -1 for none. */
  readonly selectedAt: () => number
  /** The reason why a person can't be picked; undefined if they can be. */
  readonly reasonAgainst: (choice: Choice) => string | undefined
}

const { stateChangeTypes: on } = useCombobox

/**
 * Where the picker differs from Downshift: leaving the field picks nobody, the whole list starts at the selection and
 * never highlights another person for Enter to pick, and it stays open while several people are picked.
 */
export function pickerPolicy(
  state: UseComboboxState<Choice>,
  { type, changes, props }: UseComboboxStateChangeOptions<Choice>,
  { multiple, usable, selectedAt, reasonAgainst }: Policy,
): Partial<UseComboboxState<Choice>> {
  if (!usable) return { ...changes, isOpen: false, selectedItem: null }
  if (type === on.InputBlur) return { ...changes, selectedItem: null }
  if (changes.selectedItem && reasonAgainst(changes.selectedItem) !== undefined) return state
  switch (type) {
    case on.InputClick:
      return state.isOpen ? state : { ...changes, isOpen: true, highlightedIndex: selectedAt() }
    case on.ToggleButtonClick:
    case on.FunctionOpenMenu:
      return state.isOpen ? changes : { ...changes, highlightedIndex: selectedAt() }
    case on.InputKeyDownArrowDown:
    case on.InputKeyDownArrowUp: {
      const start = state.isOpen ? -1 : selectedAt()
      return start < 0 ? changes : { ...changes, highlightedIndex: start }
    }
    // Without the step from one end of the list to the other.
    case on.InputKeyDownPageDown:
    case on.InputKeyDownPageUp: {
      const from = state.highlightedIndex
      const to = changes.highlightedIndex ?? from
      const isUp = type === on.InputKeyDownPageUp
      return from < 0 || isUp === to < from
        ? changes
        : { ...changes, highlightedIndex: isUp ? 0 : props.items.length - 1 }
    }
    case on.InputChange:
      return visible(changes.inputValue ?? '') === '' ? { ...changes, highlightedIndex: -1 } : changes
    case on.MenuMouseLeave:
      return state
    case on.InputKeyDownEnter:
    case on.ItemClick:
      if (!multiple || !changes.selectedItem?.id) return changes
      return { ...changes, isOpen: true, highlightedIndex: state.inputValue === '' ? state.highlightedIndex : -1 }
    default:
      return changes
  }
}
