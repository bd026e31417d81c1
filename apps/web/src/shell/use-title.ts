import { useEffect } from 'react'

/** Sets the title of the page for the tab, bookmarks and screen readers. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Roster`
  }, [title])
}
