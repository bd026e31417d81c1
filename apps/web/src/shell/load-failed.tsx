import { lacksRight } from '../may-pass.ts'
import { Button } from './button.tsx'
import { Notice } from './notice.tsx'

type LoadFailedProps = {
  title: string
  error: unknown
  onRetry: () => void
  /** What to do, where the error does not say it. */
  advice?: string
}

const ADVICE =
  'Roster’s server did not answer as expected. Check your connection and try again. If it keeps happening, contact whoever runs Roster for you.'

/** Replaces a page's list that could not be loaded. */
export function LoadFailed({ title, error, onRetry, advice = ADVICE }: LoadFailedProps) {
  const retry = (
    <Button look="primary" onClick={onRetry}>
      Try again
    </Button>
  )
  return (
    <Notice tone="problem" title={title} actions={retry}>
      {lacksRight(error) ? `${error.message}.` : advice}
    </Notice>
  )
}
