import { useEffect, useLayoutEffect } from 'react'

/** `useLayoutEffect`, about which React 18 complains while it renders on a server. */
export const useClientLayoutEffect = typeof document === 'undefined' ? useEffect : useLayoutEffect
