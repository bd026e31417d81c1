import { useEffect } from 'react'

/** Names the page in the tab, in bookmarks and for screen readers. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Roster`
  }, [title])
}
