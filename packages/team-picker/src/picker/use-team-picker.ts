import { useCombobox, useMultipleSelection, type UseComboboxStateChange } from 'downshift'
import { useCallback, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { displayName } from '../people/display-name.ts'
import type { Person } from '../people/person.ts'
import { visible } from '../people/visible.ts'
import { choicesFor, noChoices, unassigned, type Choice, type Choices } from '../search/choices.ts'
import { useRanker } from '../search/use-ranker.ts'
import { selectedPeople, type SelectedPerson } from '../selection/selected-person.ts'
import { useSelection } from '../selection/use-selection.ts'
import { pickerPolicy } from './picker-policy.ts'
import type { TeamMemberPickerProps } from './picker-props.ts'
import { defaultStrings } from './picker-strings.ts'
import { useClientLayoutEffect } from './use-client-layout-effect.ts'
import { useRecentPicks } from './use-recent-picks.ts'
import { useResetCount } from './use-reset-count.ts'

const nobodyYet: readonly Person[] = []

/** The state of a picker: people, query and selection joined with Downshift's keys and roles. */
export function useTeamPicker(props: TeamMemberPickerProps) {
  const { me, multiple = false, allowUnassigned = false, status = 'ready', departed = [] } = props
  const { defaultOpen = false, maxSelected = Infinity, sectionOf, unpickable } = props
  const ready = status === 'ready'
  const asleep = props.disabled === true || status === 'signed-out' || status === 'no-organization'
  const fixed = asleep || props.readOnly === true
  const usable = !fixed && status !== 'error'
  const strings = useMemo(() => ({ ...defaultStrings, ...props.strings }), [props.strings])
  const people = ready ? props.people : nobodyYet
  const resets = useResetCount(props.resetKey)
  const selection = useSelection(props, people, resets)
  const ranker = useRanker(people, props.ranker, props.locale)
  const selected = useMemo(
    () => selectedPeople(selection.ids, { people, departed, ready, strings, unpickable }),
    [selection.ids, people, departed, ready, strings, unpickable],
  )

  const [focused, setFocused] = useState(defaultOpen)
  const [query, setQuery] = useState('')
  const [said, setSaid] = useState('')
  const [isRtl, setRtl] = useState(false)
  const picks = useRecentPicks(resets)
  const pointing = useRef(false)
  // Whether a key or a press here opened the list, and not `open` or `defaultOpen`.
  const asked = useRef(false)
  const input = useRef<HTMLInputElement>(null)

  const recent = props.recent ?? picks.ids
  const canInvite = props.onInvite !== undefined
  // Not deferred: a search takes about 1 ms, and a deferred result would be painted one frame later.
  const wishes = useMemo(
    () => ({ ranker, me, recent, allowUnassigned, strings, sectionOf, canInvite }),
    [ranker, me, recent, allowUnassigned, strings, sectionOf, canInvite],
  )
  const listing = focused || props.open === true
  const choices: Choices = useMemo(
    () => (listing && ready ? choicesFor(query, wishes) : noChoices),
    [listing, query, ready, wishes],
  )

  const reasonAgainst = useCallback(
    (choice: Choice): string | undefined => {
      if (choice.id === null || selection.ids.includes(choice.id)) return undefined
      const full = multiple && selection.ids.length >= maxSelected
      return unpickable?.(choice) || (full ? strings.atMost(maxSelected) : undefined)
    },
    [selection.ids, multiple, maxSelected, unpickable, strings],
  )
  const pick = (choice: Choice): void => {
    setQuery('')
    if (choice.id === null) {
      if (choice.invite !== undefined) return props.onInvite?.(choice.invite)
      selection.set([])
      return setSaid(strings.picked(strings.unassigned))
    }
    if (multiple && selection.ids.includes(choice.id)) return remove(choice.id, displayName(choice))
    selection.set(multiple ? [...selection.ids, choice.id] : [choice.id])
    setSaid(strings.picked(displayName(choice)))
    picks.add(choice.id)
  }
  const remove = (id: string, name: string): void => {
    selection.set(selection.ids.filter((other) => other !== id))
    setSaid(strings.removed(name))
  }

  // A script can focus and click in the same task, before the choices of the focused field are rendered.
  const selectedAt = (): number => {
    if (multiple || !ready || selection.ids.length === 0) return -1
    const { list } = listing ? choices : choicesFor(query, wishes)
    return list.findIndex(({ id }) => id === selection.ids[0])
  }

  const combobox = useCombobox<Choice>({
    ...(props.open === undefined ? {} : { isOpen: props.open }),
    ...(props.id === undefined ? {} : { inputId: props.id }),
    initialIsOpen: defaultOpen && usable,
    items: choices.list,
    itemToString: (choice) => (choice === null || choice.id === null ? '' : displayName(choice)),
    itemToKey: (choice) => choice?.id ?? null,
    selectedItem: null,
    inputValue: query,
    defaultHighlightedIndex: 0,
    scrollIntoView: () => undefined,
    stateReducer: (state, action) => pickerPolicy(state, action, { multiple, usable, selectedAt, reasonAgainst }),
    onSelectedItemChange: ({ selectedItem }: UseComboboxStateChange<Choice>) => {
      if (selectedItem) pick(selectedItem)
    },
    onIsOpenChange: ({ isOpen }) => {
      if (isOpen) setSaid('')
      else setQuery('')
      asked.current = isOpen || props.open === undefined
      props.onOpenChange?.(isOpen)
    },
    // Called after the pick that closed the list.
    onStateChange: ({ isOpen }) => {
      if (isOpen === false) picks.keep()
    },
  })
  const chips = useMultipleSelection<string>({
    keyNavigationPrevious: isRtl ? 'ArrowRight' : 'ArrowLeft',
    keyNavigationNext: isRtl ? 'ArrowLeft' : 'ArrowRight',
    selectedItems: [...selection.ids],
    onSelectedItemsChange: ({ selectedItems }) => {
      const gone = selected.find((person) => !selectedItems.includes(person.id))
      if (gone) remove(gone.id, gone.name ?? gone.id)
    },
  })

  // The highlight stays on its person while others join and leave: Enter must not pick who took the place.
  const [seen, setSeen] = useState({ query, list: choices.list })
  if (seen.list !== choices.list) {
    const lit = seen.list[combobox.highlightedIndex]
    if (lit && seen.query === query) combobox.setHighlightedIndex(choices.list.findIndex(({ id }) => id === lit.id))
    setSeen({ query, list: choices.list })
  }

  const onFocus = (): void => {
    ranker.prepare()
    setFocused(true)
    setRtl(input.current !== null && getComputedStyle(input.current).direction === 'rtl')
    // The next letter replaces the name in the field.
    if (!combobox.isOpen) input.current?.select()
  }
  const { reset, closeMenu, setHighlightedIndex } = combobox
  // A list that is open initially is positioned after its field is mounted.
  const [placeable, setPlaceable] = useState(!(props.open ?? defaultOpen))
  const open = combobox.isOpen && usable && placeable
  useClientLayoutEffect(() => {
    if (resets > 0) reset()
  }, [resets, reset])
  useClientLayoutEffect(() => {
    if (!usable) closeMenu()
  }, [usable, closeMenu])
  // A list that opens by a prop, before the people are loaded or by erasing, also starts at the selected person.
  const isWhole = visible(query) === ''
  useClientLayoutEffect(() => {
    const unasked = !asked.current && (props.open ?? defaultOpen)
    if (open && isWhole && (unasked || combobox.highlightedIndex < 0)) setHighlightedIndex(selectedAt())
    // Only then: later changes of the highlight are the user's.
  }, [open, ready, listing, isWhole])
  // The field may have been focused before hydration.
  useClientLayoutEffect(() => {
    setPlaceable(true)
    if (input.current === document.activeElement) onFocus()
  }, [])

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    // Keys that confirm a candidate belong to the input method. Safari reports them after the composition has ended. Escape
    // without a list belongs to what is around the field, such as a dialog.
    if (event.nativeEvent.isComposing || event.keyCode === 229 || (event.key === 'Escape' && !open)) {
      Object.assign(event.nativeEvent, { preventDownshiftDefault: true })
      return
    }
    pointing.current = false
    const highlighted = choices.list[combobox.highlightedIndex]
    if (event.key === 'Enter' && highlighted) {
      const reason = reasonAgainst(highlighted)
      if (reason !== undefined) setSaid(reason)
      // Downshift reports the pick one task later: a letter typed immediately would be appended to the old query.
      else if (multiple) setQuery('')
    }
    const isM = event.code === 'KeyM' || event.key.toLowerCase() === 'm'
    if (isM && event.altKey && !event.ctrlKey && !event.metaKey && !fixed) {
      const self = people.find((person) => person.id === me)
      if (!self) return
      event.preventDefault()
      if (!selection.ids.includes(self.id) && reasonAgainst(self) === undefined) pick(self)
      closeMenu()
    }
  }

  return {
    strings,
    status,
    ready,
    asleep,
    fixed,
    people,
    selection,
    selected,
    ranker,
    query,
    said,
    choices,
    combobox,
    chips,
    input,
    pointing,
    reasonAgainst,
    onKeyDown,
    open,
    clear: () => pick(unassigned),
    remove: (person: SelectedPerson) => {
      remove(person.id, person.name ?? person.id)
      input.current?.focus()
    },
    onFocus,
    onBlur: () => setFocused(false),
    point: () => {
      pointing.current = true
    },
    type: (text: string) => {
      setSaid('')
      setQuery(text)
    },
  }
}
