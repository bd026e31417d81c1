import { Button } from '../../shell/button.tsx'
import type { LeadProblem } from './lead-problem.ts'

/** Stays mounted, so that a screen reader announces a problem when it appears. */
export function LeadProblemBanner({ problem, onDismiss }: { problem: LeadProblem | null; onDismiss: () => void }) {
  return (
    <div role="alert">
      {problem && (
        <div className="banner">
          <p>
            <strong>{problem.title}</strong> {problem.advice}
          </p>
          <Button small onClick={onDismiss}>
            Dismiss
          </Button>
        </div>
      )}
    </div>
  )
}
