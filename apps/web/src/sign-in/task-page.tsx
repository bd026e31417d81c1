import { Redirect } from 'wouter'
import { TaskChooseOrganization, TaskResetPassword, TaskSetupMFA, useSession } from '../clerk.tsx'
import { useTitle } from '../shell/use-title.ts'
import { FormSkeleton } from './form-skeleton.tsx'
import { SignInFrame } from './sign-in-frame.tsx'

const tasks = {
  'choose-organization': TaskChooseOrganization,
  'reset-password': TaskResetPassword,
  'setup-mfa': TaskSetupMFA,
}

/** What is left to do before somebody who has signed in is let in. Nobody else has anything to do here. */
export function TaskPage() {
  useTitle('Finish signing in')
  const session = useSession()
  if (session.status !== 'pending' && session.status !== 'loading') return <Redirect to="/" replace />
  const Task = session.status === 'pending' ? tasks[session.task] : null
  return (
    <SignInFrame lead="One more step, and you’re in.">
      <div className="sign-in__form">
        {Task ? <Task redirectUrlComplete="/" fallback={<FormSkeleton />} /> : <FormSkeleton />}
      </div>
    </SignInFrame>
  )
}
