import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import type { UseComboboxPropGetters } from 'downshift'
import { memo, useRef, useState, type ReactNode, type RefObject } from 'react'
import type { Person } from '../people/person.ts'
import type { TeamMemberPickerProps } from '../picker/picker-props.ts'
import type { PickerStrings } from '../picker/picker-strings.ts'
import { useClientLayoutEffect } from '../picker/use-client-layout-effect.ts'
import type { Choice, Choices } from '../search/choices.ts'
import type { Ranker } from '../search/ranker.ts'
import { ChoiceRow } from './choice-row.tsx'

type ChoiceListProps = {
  readonly choices: Choices
  readonly query: string
  readonly highlighted: number
  readonly selected: readonly string[]
  readonly me: string | undefined
  readonly multiple: boolean
  readonly label: string
  readonly strings: PickerStrings
  readonly ranker: Ranker<Person>
  readonly renderPerson: TeamMemberPickerProps['renderPerson']
  readonly reasonAgainst: (choice: Choice) => string | undefined
  readonly getMenuProps: UseComboboxPropGetters<Choice>['getMenuProps']
  readonly getItemProps: UseComboboxPropGetters<Choice>['getItemProps']
  /** True while the highlight follows the pointer, when the list must not scroll. */
  readonly pointing: RefObject<boolean>
}

/** The listbox: always mounted, with only the rows that can be seen. */
export const ChoiceList = memo(function ChoiceList(props: ChoiceListProps) {
  const { choices, query, highlighted, selected, me, multiple, label, strings, ranker, getMenuProps, getItemProps } =
    props
  const { list, kept, pinned, titles } = choices
  const box = useRef<HTMLDivElement>(null)
  const [rowHeight, setRowHeight] = useState(36)
  const shown = list.length > 0

  const rows = useVirtualizer({
    count: list.length,
    getScrollElement: () => box.current,
    // A title is above the first row of its section, and has the height of a row.
    estimateSize: (index) => (titles.has(index) ? 2 * rowHeight : rowHeight),
    overscan: 4,
    enabled: shown,
    // The maximum height: measuring every result would cost a second render and paint.
    observeElementRect: (_rows, report) => report({ width: 0, height: tallest(box.current) }),
    // The highlighted row stays mounted, because the input refers to it, and so do the sticky rows.
    rangeExtractor: (range) => {
      const indexes = new Set(defaultRangeExtractor(range))
      for (let index = 0; index < kept; index += 1) indexes.add(index)
      if (highlighted >= 0 && highlighted < list.length) indexes.add(highlighted)
      return [...indexes].sort((a, b) => a - b)
    },
  })
  const items = rows.getVirtualItems()

  const rendered = items.length > 0
  useClientLayoutEffect(() => {
    const height = box.current?.querySelector<HTMLElement>('[role=option]')?.offsetHeight
    if (height) setRowHeight(height)
  }, [rendered])
  useClientLayoutEffect(() => rows.measure(), [rows, rowHeight, titles])

  const topOf = (index: number): number => (index + [...titles.keys()].filter((at) => at <= index).length) * rowHeight
  const opening = useRef(false)
  useClientLayoutEffect(() => {
    if (!shown) return
    // Until the first paint, because the highlight and the row height may change before it.
    opening.current = true
    const frame = requestAnimationFrame(() => {
      opening.current = false
    })
    return () => cancelAnimationFrame(frame)
  }, [shown])
  const lit = list[highlighted]?.id
  useClientLayoutEffect(() => {
    if (!box.current || !shown || props.pointing.current) return
    const index = Math.max(highlighted, 0)
    const top = topOf(index)
    const start = titles.has(index) ? top - rowHeight : top
    if (opening.current) box.current.scrollTop = top + (rowHeight - box.current.clientHeight) / 2
    else reveal(box.current, start, top + rowHeight, index < kept ? 0 : kept * rowHeight)
    // Not when people join or leave, because the list may have been scrolled by hand.
  }, [shown, query, lit, rowHeight, props.pointing])

  const rowOf = ({ index }: { readonly index: number }): ReactNode => {
    const choice = list[index]
    if (choice === undefined) return null
    const top = topOf(index)
    return (
      <ChoiceRow
        key={index}
        option={{
          ...getItemProps({ item: choice, index }),
          'aria-setsize': list.length,
          'aria-posinset': index + 1,
          ...(index === highlighted ? { 'data-highlighted': true } : {}),
          ...(index === pinned - 1 && pinned < list.length ? { 'data-last-pinned': true } : {}),
          ...(index < kept ? { 'data-kept': true, style: { top } } : { style: { transform: `translateY(${top}px)` } }),
        }}
        choice={choice}
        isMe={choice.id !== null && choice.id === me}
        isSelected={
          choice.id === null ? choice.invite === undefined && selected.length === 0 : selected.includes(choice.id)
        }
        sharesName={choice.id !== null && ranker.sharesName(choice)}
        reason={props.reasonAgainst(choice)}
        renderPerson={props.renderPerson}
        strings={strings}
      />
    )
  }

  return (
    <div
      {...getMenuProps({ 'aria-label': label, ref: box }, { suppressRefError: true })}
      aria-multiselectable={multiple || undefined}
      className="roster-picker__list"
      hidden={!shown}
    >
      <div role="presentation" style={{ height: (list.length + titles.size) * rowHeight }}>
        {titles.size === 0
          ? items.map(rowOf)
          : sectionsOf(titles).map(({ title, from, to }) => {
              const members = items.filter(({ index }) => index >= from && index < to)
              const [first] = members
              if (!first) return null
              return (
                <div key={title} role="group" aria-label={title}>
                  {first.index === from && (
                    <div
                      className="roster-picker__title"
                      aria-hidden="true"
                      style={{ transform: `translateY(${topOf(from) - rowHeight}px)` }}
                    >
                      {title}
                    </div>
                  )}
                  {members.map(rowOf)}
                </div>
              )
            })}
      </div>
    </div>
  )
})

function sectionsOf(titles: ReadonlyMap<number, string>) {
  const starts = [...titles.keys()]
  return [...titles].map(([from, title], at) => ({ title, from, to: starts[at + 1] ?? Infinity }))
}

function tallest(box: HTMLElement | null): number {
  const limit = box ? getComputedStyle(box).maxHeight : ''
  return limit.endsWith('px') ? Number.parseFloat(limit) : 400
}

/** Scrolls by the least amount that shows a row below the sticky rows. */
function reveal(box: HTMLElement, start: number, end: number, covered: number): void {
  const highest = Math.max(start - covered, 0)
  if (highest < box.scrollTop) box.scrollTop = highest
  else if (end - box.clientHeight > box.scrollTop) box.scrollTop = end - box.clientHeight
}
