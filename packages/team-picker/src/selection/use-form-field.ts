import { useEffect, useRef, type RefObject } from 'react'
import { useClientLayoutEffect } from '../picker/use-client-layout-effect.ts'

/** Connects the selection with the form of the input: `required` means a selection, and a reset restores it. */
export function useFormField(input: RefObject<HTMLInputElement | null>, problem: string, reset: () => void): void {
  useClientLayoutEffect(() => {
    input.current?.setCustomValidity(problem)
  }, [input, problem])

  const latestReset = useRef(reset)
  useClientLayoutEffect(() => {
    latestReset.current = reset
  })
  useEffect(() => {
    const form = input.current?.form
    const onReset = (): void => latestReset.current()
    form?.addEventListener('reset', onReset)
    return () => form?.removeEventListener('reset', onReset)
  }, [input])
}
