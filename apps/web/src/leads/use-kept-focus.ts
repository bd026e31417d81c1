import { useEffect, useLayoutEffect, useRef } from 'react'

/** Where a row had the focus and somebody else's change takes it away, `onLost` is called with its place. */
export function useKeptFocus(items: readonly { id: string }[], onLost: (index: number) => void): void {
  const focused = useRef<string | null>(null)
  useEffect(() => {
    const onFocus = ({ target }: FocusEvent) => {
      const row = target instanceof Element ? target.closest<HTMLElement>('[role=row][data-id]') : null
      focused.current = row?.dataset['id'] ?? null
    }
    // Some browsers report a row that goes away as one that is left: which it was shows afterwards.
    const onBlur = ({ target }: FocusEvent) => {
      const left = focused.current
      setTimeout(() => {
        const isStillThere = target instanceof Element && target.isConnected
        if (isStillThere && document.hasFocus() && focused.current === left && document.activeElement !== target) {
          focused.current = null
        }
      })
    }
    document.addEventListener('focusin', onFocus)
    document.addEventListener('focusout', onBlur)
    return () => {
      document.removeEventListener('focusin', onFocus)
      document.removeEventListener('focusout', onBlur)
    }
  }, [])
  const before = useRef(items)
  useLayoutEffect(() => {
    const was = before.current
    before.current = items
    const lost = focused.current
    if (was === items || lost === null || items.some(({ id }) => id === lost)) return
    focused.current = null
    if (document.activeElement === document.body) onLost(was.findIndex(({ id }) => id === lost))
  })
}
