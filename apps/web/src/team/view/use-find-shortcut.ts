import { useEffect, useState, type RefObject } from 'react'

const isApple = /Mac|iP/.test(navigator.userAgent)

/** The browser's search finds only rows on screen, so its shortcut focuses the field first. Returns a hint to show. */
export function useFindShortcut(field: RefObject<HTMLInputElement | null>): string | null {
  const [caught, setCaught] = useState(false)
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      // On a keyboard without Latin letters the browser, too, goes by the place of the key.
      const isF = event.key.toLowerCase() === 'f' || (event.code === 'KeyF' && !/^[a-z]$/i.test(event.key))
      if (
        !isF ||
        !(isApple ? event.metaKey : event.ctrlKey) ||
        event.shiftKey ||
        event.altKey ||
        document.activeElement === field.current
      )
        return
      if (document.querySelector('dialog[open], [aria-modal=true]')) return
      event.preventDefault()
      field.current?.select()
      setCaught(true)
    }
    const onFocusOut = (): void => setCaught(false)
    const input = field.current
    document.addEventListener('keydown', onKeyDown)
    input?.addEventListener('blur', onFocusOut)
    return () => {
      document.removeEventListener('keydown', onKeyDown)
      input?.removeEventListener('blur', onFocusOut)
    }
  }, [field])
  return caught ? `This searches everyone. Press ${isApple ? '⌘F' : 'Ctrl+F'} again to search the page instead.` : null
}
