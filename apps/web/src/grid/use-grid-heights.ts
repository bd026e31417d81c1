import { useLayoutEffect, useState, type RefObject } from 'react'

type GridHeights = { rowHeight: number; headHeight: number }

/** The heights of rows and head in pixels, as the style sheet sets them for the current width and text size. */
export function useGridHeights(box: RefObject<HTMLElement | null>): GridHeights {
  const [heights, setHeights] = useState<GridHeights>({ rowHeight: 52, headHeight: 36 })
  useLayoutEffect(() => {
    const grid = box.current
    if (!grid) return
    const measure = (): void => {
      const headHeight = grid.querySelector<HTMLElement>('.grid__head')?.offsetHeight ?? 0
      const rowHeight = grid.querySelector<HTMLElement>('.grid__body .grid__row')?.offsetHeight ?? 0
      if (rowHeight > 0) setHeights({ rowHeight, headHeight })
    }
    const resized = new ResizeObserver(measure)
    resized.observe(grid)
    return () => resized.disconnect()
  }, [box])
  return heights
}
