import { useEffect, useRef, type RefObject } from 'react'
import { useLocation } from 'wouter'

/** Moves the focus to the heading of the page that was navigated to, where a full page load would start reading. */
export function useFocusOnNavigation(main: RefObject<HTMLElement | null>): void {
  const [pathname] = useLocation()
  const shown = useRef(pathname)
  useEffect(() => {
    if (shown.current === pathname) return
    shown.current = pathname
    main.current?.querySelector('h1')?.focus()
  }, [pathname, main])
}
