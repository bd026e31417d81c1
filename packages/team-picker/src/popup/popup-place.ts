import { useRef, type RefObject } from 'react'
import { useClientLayoutEffect } from '../picker/use-client-layout-effect.ts'

const gap = 4
// In em of the field: the minimum space for the list below it, and the minimum width.
const comfortable = 20
const narrowest = 17

type PopupPlaceProps = {
  readonly open: boolean
  readonly field: RefObject<HTMLElement | null>
  readonly popup: RefObject<HTMLElement | null>
  /** Called when the field is scrolled out of view, so that the list can close. */
  readonly onLeave: () => void
}

/**
 * Shows the popup in the browser's top layer, where no ancestor clips it and touch screen readers still find it after
 * the field. A component, and the popup's first child, because its effect must run before those that measure the list.
 */
export function PopupPlace({ open, field, popup, onLeave }: PopupPlaceProps): null {
  const latestOnLeave = useRef(onLeave)
  useClientLayoutEffect(() => {
    latestOnLeave.current = onLeave
  })
  useClientLayoutEffect(() => {
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
    // Content that grows above the field moves it without a scroll event.
    resized.observe(document.body)
    let seen = false
    const sight = new IntersectionObserver(([entry]) => {
      if (seen && entry?.isIntersecting === false) latestOnLeave.current()
      seen = entry?.isIntersecting === true
    })
    sight.observe(anchor)
    addEventListener('scroll', place, options)
    addEventListener('resize', place, options)
    window.visualViewport?.addEventListener('resize', place, options)
    window.visualViewport?.addEventListener('scroll', place, options)
    return () => {
      stop.abort()
      resized.disconnect()
      sight.disconnect()
      if (box.isConnected) box.hidePopover?.()
    }
  }, [open, field, popup])
  return null
}

function placeBeside(anchor: HTMLElement, box: HTMLElement): void {
  const rect = anchor.getBoundingClientRect()
  const { direction, fontSize } = getComputedStyle(anchor)
  const letter = Number.parseFloat(fontSize) || 14
  const view = window.visualViewport
  const [top, left] = [view?.offsetTop ?? 0, view?.offsetLeft ?? 0]
  const [bottom, right] = [top + (view?.height ?? innerHeight), left + (view?.width ?? innerWidth)]
  const width = Math.min(Math.max(rect.width, narrowest * letter), right - left - 2 * gap)
  const start = direction === 'rtl' ? rect.right - width : rect.left
  const below = bottom - rect.bottom - 2 * gap
  const above = rect.top - top - 2 * gap
  const upward = below < comfortable * letter && above > below
  box.dataset['side'] = upward ? 'top' : 'bottom'
  Object.assign(box.style, {
    width: `${width}px`,
    left: `${Math.max(left + gap, Math.min(start, right - width - gap))}px`,
    top: upward ? 'auto' : `${rect.bottom + gap}px`,
    bottom: upward ? `${innerHeight - rect.top + gap}px` : 'auto',
    maxHeight: `${Math.max(upward ? above : below, 120)}px`,
  })
}
