import { useEffect, useLayoutEffect } from 'react'

/** `useLayoutEffect` in the browser: React 18 warns about it during server rendering. */
export const useClientLayoutEffect = typeof document === 'undefined' ? useEffect : useLayoutEffect
