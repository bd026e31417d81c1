import { useEffect, type RefObject } from 'react'

/** Focuses the page's heading when the focused element is removed: from `<body>`, Tab would start over. */
export function useKeptFocus(main: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const page = main.current
    if (!page) return
    let focused: EventTarget | null = null
    const onFocus = ({ target }: FocusEvent): void => {
      focused = target
    }
    const onRemoval = new MutationObserver(() => {
      if (!(focused instanceof Element) || focused.isConnected) return
      focused = null
      if (document.activeElement === document.body) (page.querySelector('h1') ?? page).focus({ preventScroll: true })
    })
    page.addEventListener('focusin', onFocus)
    onRemoval.observe(page, { childList: true, subtree: true })
    return () => {
      page.removeEventListener('focusin', onFocus)
      onRemoval.disconnect()
    }
  }, [main])
}
