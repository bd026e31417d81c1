import { useCombobox, useMultipleSelection, type UseComboboxStateChange } from 'downshift'
import { useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { choicesFor, noChoices, unassigned, type Choice, type Choices } from '../search/choices.ts'
import { displayName } from '../people/display-name.ts'
import { pickerPolicy } from './picker-policy.ts'
import type { TeamMemberPickerProps } from './picker-props.ts'
import { defaultStrings } from './picker-strings.ts'
import { selectedPerson, type SelectedPerson } from '../selection/selected-person.ts'
import type { TeamMember } from '../people/team-member.ts'
import { useOrganization } from './use-organization.ts'
import { useRanker } from '../search/use-ranker.ts'
import { useSelection } from '../selection/use-selection.ts'

const nobodyYet: readonly TeamMember[] = []
const nobodyPicked: readonly string[] = []
const remembered = 5

/** The state of a picker: people, query and selection joined with Downshift's keys and roles. */
export function useTeamPicker(props: TeamMemberPickerProps) {
  const { me, multiple = false, allowUnassigned = false, status = 'ready', departed = [], disabled = false } = props
  const ready = status === 'ready'
  const usable = !disabled && (ready || status === 'loading')
  const strings = useMemo(() => ({ ...defaultStrings, ...props.strings }), [props.strings])
  const people = ready ? props.people : nobodyYet
  const organization = useOrganization(people)
  const selection = useSelection(props, organization)
  const ranker = useRanker(people, props.ranker, props.locale)
  const selected = useMemo(
    () => selection.ids.map((id) => selectedPerson(id, { people, departed, ready, strings })),
    [selection.ids, people, departed, ready, strings],
  )

  const [focused, setFocused] = useState(false)
  const [query, setQuery] = useState('')
  const [said, setSaid] = useState('')
  const [picked, setPicked] = useState({ ids: nobodyPicked, organization })
  const pickedWhileOpen = useRef<readonly string[]>([])
  const pointing = useRef(false)
  const input = useRef<HTMLInputElement>(null)

  const pickedHere = picked.organization === organization ? picked.ids : nobodyPicked
  const recent = props.recent ?? pickedHere
  // Not deferred: a search takes about a millisecond, and a deferred answer would be painted a frame later.
  const wishes = useMemo(
    () => ({ ranker, me, recent, allowUnassigned, strings }),
    [ranker, me, recent, allowUnassigned, strings],
  )
  const choices: Choices = useMemo(
    () => (focused && ready ? choicesFor(query, wishes) : noChoices),
    [focused, query, ready, wishes],
  )

  const pick = (choice: Choice): void => {
    setQuery('')
    if (choice.id === null) {
      selection.set([])
      setSaid(strings.picked(strings.unassigned))
      return
    }
    if (multiple && selection.ids.includes(choice.id)) {
      remove(choice.id, displayName(choice))
      return
    }
    selection.set(multiple ? [...selection.ids, choice.id] : [choice.id])
    setSaid(strings.picked(displayName(choice)))
    pickedWhileOpen.current = [choice.id, ...pickedWhileOpen.current]
  }
  const remove = (id: string, name: string): void => {
    selection.set(selection.ids.filter((other) => other !== id))
    setSaid(strings.removed(name))
  }

  // A script focuses and clicks in one go, before the choices of the focused field are there.
  const selectedAt = (): number => {
    if (multiple || !ready || selection.ids.length === 0) return -1
    const { list } = focused ? choices : choicesFor(query, wishes)
    return list.findIndex(({ id }) => id === selection.ids[0])
  }

  const combobox = useCombobox<Choice>({
    items: choices.list,
    itemToString: (choice) => (choice === null || choice.id === null ? '' : displayName(choice)),
    itemToKey: (choice) => choice?.id ?? null,
    selectedItem: null,
    inputValue: query,
    defaultHighlightedIndex: 0,
    scrollIntoView: () => undefined,
    stateReducer: (state, action) => pickerPolicy(state, action, { multiple, usable, selectedAt }),
    onSelectedItemChange: ({ selectedItem }: UseComboboxStateChange<Choice>) => {
      if (selectedItem) pick(selectedItem)
    },
    onIsOpenChange: ({ isOpen }) => {
      if (isOpen) return setSaid('')
      setQuery('')
    },
    // Runs after the pick that closed the list; while it is open, its order stays.
    onStateChange: ({ isOpen }) => {
      if (isOpen !== false) return
      const newestFirst = [...new Set([...pickedWhileOpen.current, ...pickedHere])]
      setPicked({ ids: newestFirst.slice(0, remembered), organization })
      pickedWhileOpen.current = []
    },
  })
  const chips = useMultipleSelection<string>({
    selectedItems: [...selection.ids],
    onSelectedItemsChange: ({ selectedItems }) => {
      const gone = selected.find((person) => !selectedItems.includes(person.id))
      if (gone) remove(gone.id, gone.name ?? gone.id)
    },
  })

  const { reset, closeMenu } = combobox
  useLayoutEffect(() => {
    if (organization === 0) return
    pickedWhileOpen.current = []
    reset()
  }, [organization, reset])
  useLayoutEffect(() => {
    if (!usable) closeMenu()
  }, [usable, closeMenu])

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    pointing.current = false
    // Downshift tells of the pick a task later: the next letter, typed at once, would join the old query.
    if (event.key === 'Enter' && multiple && choices.list[combobox.highlightedIndex]) setQuery('')
    const isM = event.code === 'KeyM' || event.key.toLowerCase() === 'm'
    if (isM && event.altKey && !event.ctrlKey && !event.metaKey) {
      const self = people.find((person) => person.id === me)
      if (!self) return
      event.preventDefault()
      if (!selection.ids.includes(self.id)) pick(self)
      closeMenu()
    }
  }

  return {
    strings,
    status,
    usable,
    ready,
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
    onKeyDown,
    open: combobox.isOpen && usable,
    clear: () => pick(unassigned),
    remove: (person: SelectedPerson) => {
      remove(person.id, person.name ?? person.id)
      input.current?.focus()
    },
    onFocus: () => {
      ranker.prepare()
      setFocused(true)
    },
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
