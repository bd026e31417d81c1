import type { AssignProblem } from './assign-problem.ts'

/** Stays mounted, so that a screen reader hears a problem when it appears. */
export function AssignProblemBanner({ problem, onDismiss }: { problem: AssignProblem | null; onDismiss: () => void }) {
  return (
    <div role="alert">
      {problem && (
        <div className="banner">
          <p>
            <strong>{problem.title}</strong> {problem.advice}
          </p>
          <button type="button" className="button button--small" onClick={onDismiss}>
            Dismiss
          </button>
        </div>
      )}
    </div>
  )
}
