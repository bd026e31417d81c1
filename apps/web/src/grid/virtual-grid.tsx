import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { useRef, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react'
import { nextRow } from './next-row.ts'
import { useActiveRow, type RowTarget } from './use-active-row.ts'
import { useGridHeights } from './use-grid-heights.ts'

export type GridColumn = { key: string; title: string; hideTitle?: boolean }

export type GridRowState = {
  /** The row in the tab order; what can be tabbed to inside it should be so only then. */
  active: boolean
}

type VirtualGridProps<Item extends { id: string }> = {
  label: string
  className: string
  columns: readonly GridColumn[]
  items: readonly Item[]
  /** The cells of a row: one element with the role `gridcell` for each column. */
  renderRow: (item: Item, state: GridRowState) => ReactNode
  /** Enter on a row. */
  onEnter: (item: Item) => void
  /** A click on a row, but not on its links and buttons. */
  onRowClick?: (item: Item) => void
  /** The row to mark as the chosen one. */
  selectedId?: string | null
  /** A row to scroll to and focus, once for every new object. */
  target?: RowTarget | null
}

/** A grid of any length of which only the visible rows exist; the arrow keys move through it row by row. */
export function VirtualGrid<Item extends { id: string }>(props: VirtualGridProps<Item>) {
  const { label, className, columns, items, renderRow, onEnter, onRowClick, selectedId = null, target = null } = props
  const box = useRef<HTMLDivElement>(null)
  const { rowHeight, headHeight } = useGridHeights(box)
  const activeIndex = useRef(0)
  // oxlint-disable-next-line react/incompatible-library -- it concerns the React compiler, which is not used
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => items[index]?.id ?? index,
    overscan: 8,
    // The head covers the top of the box, which the virtualizer takes for its own.
    scrollPaddingEnd: headHeight,
    // The active row stays in the document when it scrolls away: it is where Tab and the arrow keys go on from.
    rangeExtractor: (range) => {
      const visible = defaultRangeExtractor(range)
      const active = activeIndex.current
      return active >= items.length || visible.includes(active) ? visible : [...visible, active].sort((a, b) => a - b)
    },
  })
  const row = useActiveRow({ items, target, box, scrollTo: (index) => rows.scrollToIndex(index) })
  activeIndex.current = row.index

  function onKeyDown(event: KeyboardEvent): void {
    const onRow = event.target instanceof HTMLElement && event.target.getAttribute('role') === 'row'
    if (!onRow || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
    const item = items[row.index]
    if (event.key === 'Enter' && item) {
      event.preventDefault()
      onEnter(item)
      return
    }
    const page = Math.max(1, Math.floor((box.current?.clientHeight ?? 0) / rowHeight) - 1)
    const next = nextRow(event.key, row.index, items.length, page)
    if (next === null) return
    event.preventDefault()
    row.moveTo(next)
  }

  function onClick(event: MouseEvent, item: Item): void {
    if (event.target instanceof Element && !event.target.closest('a, button')) onRowClick?.(item)
  }

  return (
    // oxlint-disable-next-line jsx-a11y/interactive-supports-focus -- the focus is on one of its rows
    <div
      ref={box}
      className={`grid ${className}`}
      role="grid"
      aria-label={label}
      aria-rowcount={items.length + 1}
      onKeyDown={onKeyDown}
    >
      <div role="rowgroup" className="grid__head">
        <div role="row" className="grid__row grid__row--head" aria-rowindex={1}>
          {columns.map(({ key, title, hideTitle }) => (
            <div key={key} role="columnheader" data-column={key}>
              {hideTitle ? <span className="visually-hidden">{title}</span> : title}
            </div>
          ))}
        </div>
      </div>
      <div role="rowgroup" className="grid__body" style={{ blockSize: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start, key }) => {
          const item = items[index]
          if (!item) return null
          const active = index === row.index
          return (
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the grid handles the keys of its rows
            <div
              key={key}
              role="row"
              className="grid__row"
              aria-rowindex={index + 2}
              aria-selected={item.id === selectedId}
              data-id={item.id}
              tabIndex={active ? 0 : -1}
              style={{ transform: `translateY(${start}px)` }}
              onFocus={() => row.noteFocus(index)}
              onClick={(event) => onClick(event, item)}
            >
              {renderRow(item, { active })}
            </div>
          )
        })}
      </div>
    </div>
  )
}
