import { Redirect } from 'wouter'
import { TaskChooseOrganization, TaskResetPassword, TaskSetupMFA, useSession } from '../clerk.tsx'
import { FormSkeleton } from './form-skeleton.tsx'
import { SignInFrame } from './sign-in-frame.tsx'

const tasks = {
  'choose-organization': TaskChooseOrganization,
  'reset-password': TaskResetPassword,
  'setup-mfa': TaskSetupMFA,
}

/** The step that Clerk still requires after sign-in. Visitors without one are sent away. */
export function TaskPage() {
  const session = useSession()
  if (session.status !== 'pending' && session.status !== 'loading') return <Redirect to="/" replace />
  const Task = session.status === 'pending' ? tasks[session.task] : null
  return (
    <SignInFrame title="Finish signing in" lead="One more step, and you’re in.">
      <div className="sign-in__form">
        {Task ? <Task redirectUrlComplete="/" fallback={<FormSkeleton />} /> : <FormSkeleton />}
      </div>
    </SignInFrame>
  )
}
