import { defaultRangeExtractor, elementScroll, useVirtualizer, type VirtualizerOptions } from '@tanstack/react-virtual'
import { useLayoutEffect, useRef, type FocusEvent, type KeyboardEvent, type MouseEvent, type ReactNode } from 'react'
import { GridHead, type GridColumn } from './grid-head.tsx'
import { nextRow } from './next-row.ts'
import { useActiveRow, type RowTarget } from './use-active-row.ts'
import { useGridHeights } from './use-grid-heights.ts'

export type GridRowState = {
  /** Whether the row is in the tab order; only then should its controls be. */
  active: boolean
  /** Whether the rows scroll too fast to be read, so that slow content can wait until they stop. */
  passing: boolean
}

// Half a screen in a few frames; a person who looks for a row scrolls more slowly.
const PASSING_ROWS = 5

type VirtualGridProps<Item extends { id: string }> = {
  label: string
  className: string
  columns: readonly GridColumn[]
  /** Called with the key of a sortable column when its button is pressed. */
  onSort?: (key: string) => void
  items: readonly Item[]
  /** The cells of a row: one element with the role `gridcell` for each column. */
  renderRow: (item: Item, state: GridRowState) => ReactNode
  /** Called for Enter on a row. */
  onEnter: (item: Item) => void
  /** Called for a click on a row outside its links and controls. */
  onRowClick?: (item: Item) => void
  /** The row to mark as selected. */
  selectedId?: string | null
  /** A row to scroll to and focus, once for each new object. */
  target?: RowTarget | null
  /** Identifies the order of the items: if it changes, the grid returns to its first row. */
  order?: string
}

/** A grid of any length that renders only the visible rows; the arrow keys move the focus row by row. */
export function VirtualGrid<Item extends { id: string }>(props: VirtualGridProps<Item>) {
  const { label, className, columns, onSort, items, renderRow, onEnter, onRowClick } = props
  const { selectedId = null, target = null, order } = props
  const box = useRef<HTMLDivElement>(null)
  const { rowHeight, headHeight } = useGridHeights(box)
  const activeIndex = useRef(0)
  const shownFirst = useRef(0)
  const isNew = useRef(true)
  // oxlint-disable-next-line react/incompatible-library -- it concerns the React compiler, which is not used
  const rows = useVirtualizer({
    count: items.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    // Until the box has been laid out, so that the first rows are rendered with it.
    initialRect: { width: innerWidth, height: innerHeight },
    observeElementRect,
    // A new box is where it should be, and to scroll it would lay it out.
    scrollToFn: (...to) => !isNew.current && elementScroll(...to),
    getItemKey: (index) => items[index]?.id ?? index,
    overscan: 4,
    // The head covers the top of the box, which the virtualizer counts as room for rows.
    scrollPaddingEnd: headHeight,
    // The active row stays in the document when it is scrolled out of view: Tab and the arrow keys continue from it.
    rangeExtractor: (range) => {
      const visible = defaultRangeExtractor(range)
      const active = activeIndex.current
      return active >= items.length || visible.includes(active) ? visible : [...visible, active].sort((a, b) => a - b)
    },
  })
  useLayoutEffect(() => {
    if (box.current && !isNew.current) box.current.scrollTop = 0
    isNew.current = false
  }, [order])
  const row = useActiveRow({ items, target, box, scrollTo: (index) => rows.scrollToIndex(index) })
  activeIndex.current = row.index
  const firstIndex = rows.range?.startIndex ?? 0
  const passing = rows.isScrolling && Math.abs(firstIndex - shownFirst.current) >= PASSING_ROWS
  shownFirst.current = firstIndex

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

  function onFocus({ target: focused }: FocusEvent): void {
    const index = indexOf(focused)
    if (index >= 0) row.noteFocus(index)
  }

  function onBlur({ target: left }: FocusEvent): void {
    // A window that loses the focus keeps it for its return.
    if (document.activeElement !== left) row.noteFocus(null)
  }

  function onClick({ target: clicked }: MouseEvent): void {
    if (!(clicked instanceof Element) || clicked.closest('a, button, input, label')) return
    const item = items[indexOf(clicked)]
    if (item) onRowClick?.(item)
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
      onFocus={onFocus}
      onBlur={onBlur}
      onClick={onClick}
    >
      <GridHead columns={columns} onSort={onSort} />
      <div role="rowgroup" className="grid__body" style={{ blockSize: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start, key }) => {
          const item = items[index]
          if (!item) return null
          const active = index === row.index
          return (
            <div
              key={key}
              role="row"
              className="grid__row"
              aria-rowindex={index + 2}
              aria-selected={item.id === selectedId}
              data-id={item.id}
              tabIndex={active ? 0 : -1}
              style={{ transform: `translateY(${start}px)` }}
            >
              {renderRow(item, { active, passing })}
            </div>
          )
        })}
      </div>
    </div>
  )
}

type ObserveRect = VirtualizerOptions<HTMLDivElement, Element>['observeElementRect']

/** Reports the size of the box after each layout. TanStack's own also forces a layout while React commits. */
const observeElementRect: ObserveRect = ({ scrollElement }, report) => {
  if (!scrollElement) return
  const resized = new ResizeObserver(([entry]) => {
    const [size] = entry?.borderBoxSize ?? []
    if (size) report({ width: Math.round(size.inlineSize), height: Math.round(size.blockSize) })
  })
  resized.observe(scrollElement, { box: 'border-box' })
  return () => resized.disconnect()
}

/** The index of the row that contains an element, or -1 outside the rows. */
function indexOf(element: Element): number {
  return Number(element.closest('[role=row][data-id]')?.getAttribute('aria-rowindex') ?? 1) - 2
}
