import { useState, useSyncExternalStore } from 'react'

const times = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' })

/** Says since when there is no connection; `isUnreachable` is when Roster does not answer although the network is there. */
export function ConnectionBar({ isUnreachable = false }: { isUnreachable?: boolean }) {
  const isOffline = useSyncExternalStore(onConnection, () => !navigator.onLine)
  const isLost = isOffline || isUnreachable
  const [since, setSince] = useState<Date | null>(null)
  if (isLost !== (since !== null)) setSince(isLost ? new Date() : null)
  // Stays mounted, so that a screen reader hears of it.
  return (
    <p role="status" className="connection-bar">
      {since &&
        `${isOffline ? 'You’re offline' : 'Roster can’t be reached'} since ${times.format(since)}. What you see may be out of date; it updates when you’re back.`}
    </p>
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
