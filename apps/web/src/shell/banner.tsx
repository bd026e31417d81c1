import type { ReactNode } from 'react'
import { Button } from './button.tsx'

/** A problem above a page's list. Stays mounted, so that a screen reader announces a problem when it appears. */
export function Banner({ children, onDismiss }: { children: ReactNode; onDismiss: () => void }) {
  return (
    <div role="alert">
      {children && (
        <div className="banner">
          <p>{children}</p>
          <Button small onClick={onDismiss}>
            Dismiss
          </Button>
        </div>
      )}
    </div>
  )
}
