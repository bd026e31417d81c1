import { useCombobox, type UseComboboxState, type UseComboboxStateChangeOptions } from 'downshift'
import type { Choice } from './choices.ts'

type Policy = { readonly multiple: boolean; readonly usable: boolean }

const { stateChangeTypes: on } = useCombobox

/** Where the picker departs from Downshift: leaving the field picks nobody, and picking several keeps the list open. */
export function keepOpen(
  state: UseComboboxState<Choice>,
  { type, changes }: UseComboboxStateChangeOptions<Choice>,
  { multiple, usable }: Policy,
): Partial<UseComboboxState<Choice>> {
  if (!usable) return { ...changes, isOpen: false, selectedItem: null }
  switch (type) {
    case on.InputBlur:
      return { ...changes, selectedItem: null }
    case on.InputClick:
      return { ...changes, isOpen: true, highlightedIndex: state.isOpen ? state.highlightedIndex : changes.highlightedIndex ?? -1 }
    case on.MenuMouseLeave:
      return state
    case on.InputKeyDownEnter:
    case on.ItemClick:
      if (!multiple || !changes.selectedItem) return changes
      return { ...changes, isOpen: true, highlightedIndex: state.inputValue === '' ? state.highlightedIndex : -1 }
    default:
      return changes
  }
}
