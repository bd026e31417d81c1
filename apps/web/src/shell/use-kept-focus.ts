import { useEffect, type RefObject } from 'react'

/** Where what has the focus is removed, the heading of the page gets it: from `<body>` a keyboard would start over. */
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
