'use client'
import { useAuth } from '@clerk/nextjs'
import { TaskList } from '../../lib/task-list'
import { TrpcProvider } from '../../lib/trpc-provider'

export default function PickPage() {
  const { userId, orgId } = useAuth()
  if (!userId || !orgId) return <p>Sign in, and choose an organization.</p>
  return (
    <TrpcProvider key={`${userId} ${orgId}`}>
      <TaskList me={userId} />
    </TrpcProvider>
  )
}
