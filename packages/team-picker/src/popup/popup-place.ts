import { useLayoutEffect, type RefObject } from 'react'

const gap = 4
const comfortable = 280

type PopupPlaceProps = {
  readonly open: boolean
  readonly field: RefObject<HTMLElement | null>
  readonly popup: RefObject<HTMLElement | null>
}

/**
 * Shows the popup in the browser's top layer, where no ancestor clips it and touch screen readers still find it after
 * the field. A component, and the popup's first child, because its effect must run before those that measure the list.
 */
export function PopupPlace({ open, field, popup }: PopupPlaceProps): null {
  useLayoutEffect(() => {
    const anchor = field.current
    const box = popup.current
    if (!open || !anchor || !box) return
    const place = (): void => placeBeside(anchor, box)
    const stop = new AbortController()
    const options = { signal: stop.signal, passive: true, capture: true }
    const resized = new ResizeObserver(place)
    box.showPopover?.()
    place()
    resized.observe(anchor)
    addEventListener('scroll', place, options)
    addEventListener('resize', place, options)
    window.visualViewport?.addEventListener('resize', place, options)
    window.visualViewport?.addEventListener('scroll', place, options)
    return () => {
      stop.abort()
      resized.disconnect()
      if (box.isConnected) box.hidePopover?.()
    }
  }, [open, field, popup])
  return null
}

function placeBeside(anchor: HTMLElement, box: HTMLElement): void {
  const rect = anchor.getBoundingClientRect()
  const view = window.visualViewport
  const top = view?.offsetTop ?? 0
  const bottom = top + (view?.height ?? innerHeight)
  const width = Math.min(Math.max(rect.width, 240), innerWidth - 2 * gap)
  const start = getComputedStyle(anchor).direction === 'rtl' ? rect.right - width : rect.left
  const below = bottom - rect.bottom - 2 * gap
  const above = rect.top - top - 2 * gap
  const upward = below < comfortable && above > below
  box.dataset['side'] = upward ? 'top' : 'bottom'
  Object.assign(box.style, {
    width: `${width}px`,
    left: `${Math.max(gap, Math.min(start, innerWidth - width - gap))}px`,
    top: upward ? 'auto' : `${rect.bottom + gap}px`,
    bottom: upward ? `${innerHeight - rect.top + gap}px` : 'auto',
    maxHeight: `${Math.max(upward ? above : below, 120)}px`,
  })
}
