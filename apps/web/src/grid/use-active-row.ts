import { useLayoutEffect, useRef, useState, type RefObject } from 'react'

/** A row to scroll to and focus. */
export type RowTarget = { id: string }

type ActiveRowOptions = {
  items: readonly { id: string }[]
  target: RowTarget | null
  box: RefObject<HTMLElement | null>
  scrollTo: (index: number) => void
}

/** Tracks which row is in the tab order, and focuses a requested row as soon as it is in the document. */
export function useActiveRow({ items, target, box, scrollTo }: ActiveRowOptions) {
  const [activeId, setActiveId] = useState<string | null>(null)
  const focusWanted = useRef<string | null>(null)
  const reached = useRef<RowTarget | null>(null)
  const hasFocus = useRef(false)
  const lastIndex = useRef(0)
  const foundAt = activeId === null ? -1 : items.findIndex(({ id }) => id === activeId)

  function moveTo(next: number): void {
    const item = items[next]
    if (!item) return
    focusWanted.current = item.id
    setActiveId(item.id)
    scrollTo(next)
  }

  useLayoutEffect(() => {
    if (!target || target === reached.current) return
    const wanted = items.findIndex(({ id }) => id === target.id)
    if (wanted < 0) return
    reached.current = target
    // oxlint-disable-next-line react/set-state-in-effect -- a row is scrolled to and focused once it is in the document
    moveTo(wanted)
  })

  // Scrolling adds the row to the document in a later render, so every render looks for it.
  useLayoutEffect(() => {
    if (focusWanted.current === null) return
    const row = box.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(focusWanted.current)}"]`)
    if (!row) return
    focusWanted.current = null
    row.focus({ preventScroll: true })
  })

  // A focused row that is removed loses the focus: the row now in its place gets it.
  useLayoutEffect(() => {
    if (foundAt >= 0) lastIndex.current = foundAt
    else if (hasFocus.current && document.activeElement === document.body) {
      moveTo(Math.min(lastIndex.current, items.length - 1))
    }
  })

  return {
    index: Math.max(0, foundAt),
    moveTo,
    /** Called with the row that has the focus, or null when the focus leaves the rows. */
    noteFocus(focused: number | null): void {
      hasFocus.current = focused !== null
      if (focused !== null) setActiveId(items[focused]?.id ?? null)
    },
  }
}
