import { useEffect, useLayoutEffect, useRef } from 'react'

/** Calls `onLost` with the index of a focused row that somebody else's change removes. */
export function useKeptFocus(items: readonly { id: string }[], onLost: (index: number) => void): void {
  const focused = useRef<string | null>(null)
  useEffect(() => {
    const onFocus = ({ target }: FocusEvent) => {
      const row = target instanceof Element ? target.closest<HTMLElement>('[role=row][data-id]') : null
      focused.current = row?.dataset['id'] ?? null
    }
    // Some browsers also report a blur for a removed row: only later can it be told from a row that lost the focus.
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
