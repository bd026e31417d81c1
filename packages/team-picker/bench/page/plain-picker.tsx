import { useVirtualizer } from '@tanstack/react-virtual'
import { useCombobox } from 'downshift'
import { useMemo, useRef, useState } from 'react'
import { displayName } from '../../src/people/display-name.ts'
import type { Person } from '../../src/people/person.ts'

/** The yardstick: Downshift and virtual rows as their documentation joins them, with a substring filter. */
export function PlainPicker({ people }: { readonly people: readonly Person[] }) {
  const [typed, setTyped] = useState('')
  const box = useRef<HTMLUListElement>(null)
  const items = useMemo(() => {
    const wanted = typed.toLowerCase()
    return people.filter((person) => displayName(person).toLowerCase().includes(wanted))
  }, [people, typed])
  // oxlint-disable-next-line react/incompatible-library -- the yardstick is written as its documentation does
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => box.current,
    estimateSize: () => 36,
    overscan: 4,
  })
  const combobox = useCombobox<Person>({
    items,
    inputValue: typed,
    itemToString: (person) => (person ? displayName(person) : ''),
    onHighlightedIndexChange: ({ highlightedIndex }) => rows.scrollToIndex(highlightedIndex),
    scrollIntoView: () => undefined,
  })
  return (
    <div>
      <input
        {...combobox.getInputProps({
          'aria-label': 'Assignee',
          onChange: (event) => setTyped(event.currentTarget.value),
        })}
      />
      <ul
        {...combobox.getMenuProps({ 'aria-label': 'Assignee', ref: box })}
        style={{ height: 332, overflow: 'auto', position: 'relative' }}
      >
        {combobox.isOpen && <li style={{ height: rows.getTotalSize() }} />}
        {combobox.isOpen &&
          rows.getVirtualItems().map(({ index, start, size }) => {
            const item = items[index]
            if (!item) return null
            const style = { position: 'absolute', top: 0, height: size, transform: `translateY(${start}px)` } as const
            return (
              <li key={item.id} {...combobox.getItemProps({ item, index, style })}>
                {displayName(item)}
              </li>
            )
          })}
      </ul>
    </div>
  )
}
