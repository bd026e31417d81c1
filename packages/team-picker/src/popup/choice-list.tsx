import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import type { UseComboboxPropGetters } from 'downshift'
import { memo, useLayoutEffect, useRef, useState, type RefObject } from 'react'
import { ChoiceRow } from './choice-row.tsx'
import type { Choice, Choices } from '../search/choices.ts'
import type { PickerStrings } from '../picker/picker-strings.ts'
import type { Ranker } from '../search/ranker.ts'
import type { TeamMember } from '../people/team-member.ts'

type ChoiceListProps = {
  readonly choices: Choices
  readonly highlighted: number
  readonly selected: readonly string[]
  readonly me: string | undefined
  readonly multiple: boolean
  readonly label: string
  readonly strings: PickerStrings
  readonly ranker: Ranker<TeamMember>
  readonly getMenuProps: UseComboboxPropGetters<Choice>['getMenuProps']
  readonly getItemProps: UseComboboxPropGetters<Choice>['getItemProps']
  /** True while the highlight follows the pointer: the list must not scroll away under it. */
  readonly pointing: RefObject<boolean>
}

/** The listbox: always mounted, with only the rows that can be seen. */
export const ChoiceList = memo(function ChoiceList(props: ChoiceListProps) {
  const { choices, highlighted, selected, me, multiple, label, strings, ranker, getMenuProps, getItemProps } = props
  const { list, pinned } = choices
  const box = useRef<HTMLDivElement>(null)
  const [rowHeight, setRowHeight] = useState(36)
  const shown = list.length > 0

  const rows = useVirtualizer({
    count: list.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 4,
    enabled: shown,
    // The tallest that the list can be: measuring each answer would cost a second render and paint.
    observeElementRect: (_rows, report) => report({ width: 0, height: tallest(box.current) }),
    // The highlighted row stays in the document, because the input points to it.
    rangeExtractor: (range) => {
      const visible = defaultRangeExtractor(range)
      return highlighted < 0 || highlighted >= list.length || visible.includes(highlighted)
        ? visible
        : [...visible, highlighted].sort((a, b) => a - b)
    },
  })

  const rendered = rows.getVirtualItems().length > 0
  useLayoutEffect(() => {
    const height = box.current?.querySelector<HTMLElement>('[role=option]')?.offsetHeight
    if (height) setRowHeight(height)
  }, [rendered])
  useLayoutEffect(() => rows.measure(), [rows, rowHeight])

  useLayoutEffect(() => {
    if (box.current && shown && !props.pointing.current) reveal(box.current, Math.max(highlighted, 0), rowHeight)
  }, [shown, list, highlighted, rowHeight, props.pointing])

  return (
    <div
      {...getMenuProps({ 'aria-label': label, ref: box }, { suppressRefError: true })}
      aria-multiselectable={multiple || undefined}
      className="roster-picker__list"
      hidden={!shown}
    >
      <div role="presentation" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start }) => {
          const choice = list[index]
          if (choice === undefined) return null
          const isSelected = choice.id === null ? selected.length === 0 : selected.includes(choice.id)
          return (
            <ChoiceRow
              key={index}
              {...getItemProps({ item: choice, index })}
              aria-selected={isSelected}
              aria-setsize={list.length}
              aria-posinset={index + 1}
              data-highlighted={index === highlighted || undefined}
              data-last-pinned={(index === pinned - 1 && pinned < list.length) || undefined}
              style={{ transform: `translateY(${start}px)` }}
              choice={choice}
              isMe={choice.id !== null && choice.id === me}
              sharesName={choice.id !== null && ranker.sharesName(choice)}
              strings={strings}
            />
          )
        })}
      </div>
    </div>
  )
})

function tallest(box: HTMLElement | null): number {
  const limit = box ? getComputedStyle(box).maxHeight : ''
  return limit.endsWith('px') ? Number.parseFloat(limit) : 400
}

function reveal(box: HTMLElement, index: number, rowHeight: number): void {
  const top = index * rowHeight
  if (index === 0 || top < box.scrollTop) {
    if (box.scrollTop !== top) box.scrollTop = top
    return
  }
  const bottom = top + rowHeight - box.clientHeight
  if (bottom > box.scrollTop) box.scrollTop = bottom
}
