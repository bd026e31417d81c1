import { useState, useSyncExternalStore } from 'react'

const times = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' })

/** Shows since when there is no connection; `isUnreachable`: the network works, but Roster does not answer. */
export function ConnectionBar({ isUnreachable = false }: { isUnreachable?: boolean }) {
  const isOffline = useSyncExternalStore(onConnection, () => !navigator.onLine)
  // Stays mounted, so that a screen reader announces it.
  return (
    <p role="status" className="connection-bar">
      {(isOffline || isUnreachable) && <LostSince what={isOffline ? 'You’re offline' : 'Roster can’t be reached'} />}
    </p>
  )
}

function LostSince({ what }: { what: string }) {
  const [since] = useState(() => new Date())
  // An element: a browser that translates the page replaces texts, and React could not remove this one.
  return (
    <span>{`${what} since ${times.format(since)}. What you see may be out of date; it updates when you’re back.`}</span>
  )
}

function onConnection(listener: () => void): () => void {
  addEventListener('online', listener)
  addEventListener('offline', listener)
  return () => {
    removeEventListener('online', listener)
    removeEventListener('offline', listener)
  }
}
