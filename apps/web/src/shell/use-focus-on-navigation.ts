import { useEffect, useRef, type RefObject } from 'react'
import { useLocation } from 'wouter'

/** After a navigation, focuses the new page's heading, where a screen reader would start after a full page load. */
export function useFocusOnNavigation(main: RefObject<HTMLElement | null>): void {
  const [pathname] = useLocation()
  const shown = useRef(pathname)
  useEffect(() => {
    if (shown.current === pathname) return
    shown.current = pathname
    main.current?.querySelector('h1')?.focus()
  }, [pathname, main])
}
