import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react'

/** Makes the input speak for the selection in its form: required asks for a selection, and a reset restores it. */
export function useFormField(input: RefObject<HTMLInputElement | null>, problem: string, reset: () => void): void {
  useLayoutEffect(() => {
    input.current?.setCustomValidity(problem)
  }, [input, problem])

  const latestReset = useRef(reset)
  useLayoutEffect(() => {
    latestReset.current = reset
  })
  useEffect(() => {
    const form = input.current?.form
    const onReset = (): void => latestReset.current()
    form?.addEventListener('reset', onReset)
    return () => form?.removeEventListener('reset', onReset)
  }, [input])
}
