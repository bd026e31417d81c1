import { useEffect, useState } from 'react'
import { flushSync } from 'react-dom'

/** Whether the page is being printed; the document is updated before the browser lays out the sheets. */
export function usePrinting(): boolean {
  const [printing, setPrinting] = useState(false)
  useEffect(() => {
    const print = matchMedia('print')
    const set = (value: boolean): void => flushSync(() => setPrinting(value))
    const onMedia = (): void => set(print.matches)
    const onBefore = (): void => set(true)
    const onAfter = (): void => set(false)
    print.addEventListener('change', onMedia)
    addEventListener('beforeprint', onBefore)
    addEventListener('afterprint', onAfter)
    return () => {
      print.removeEventListener('change', onMedia)
      removeEventListener('beforeprint', onBefore)
      removeEventListener('afterprint', onAfter)
    }
  }, [])
  return printing
}
