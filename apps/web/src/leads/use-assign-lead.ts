import type { Lead } from '../../server/leads/leads-router.ts'
import { useState } from 'react'
import { trpc } from '../trpc.tsx'
import { assignProblem, type AssignProblem } from './assign-problem.ts'

/**
 * Assigns at once on the page and then on the server. What the server refuses is taken back, and the leads are read
 * again, because somebody else may have changed them.
 */
export function useAssignLead() {
  const utils = trpc.useUtils()
  const [saving, setSaving] = useState<readonly string[]>([])
  const [problem, setProblem] = useState<AssignProblem | null>(null)

  function patch(leadId: string, change: Partial<Lead>): void {
    const changed = (lead: Lead) => (lead.id === leadId ? { ...lead, ...change } : lead)
    utils.leads.list.setInfiniteData(
      {},
      (data) => data && { ...data, pages: data.pages.map((page) => ({ ...page, leads: page.leads.map(changed) })) },
    )
  }

  const { mutate } = trpc.leads.assign.useMutation({
    async onMutate({ leadId, assigneeId }) {
      setProblem(null)
      setSaving((ids) => [...ids, leadId])
      const pages = utils.leads.list.getInfiniteData({})?.pages ?? []
      const before = pages.flatMap(({ leads }) => leads).find(({ id }) => id === leadId)
      patch(leadId, { assigneeId })
      // A list that was asked for before would undo the assignment on the page.
      await utils.leads.list.cancel()
      return { before }
    },
    onSuccess: ({ version }, { leadId }) => patch(leadId, { version }),
    onError(error, { leadId }, context) {
      if (!context?.before) return
      patch(leadId, { assigneeId: context.before.assigneeId })
      setProblem(assignProblem(context.before.name, error))
      void utils.leads.list.invalidate()
    },
    onSettled: (_answer, _error, { leadId }) => setSaving((ids) => ids.filter((id) => id !== leadId)),
  })

  return {
    saving,
    problem,
    dismiss: () => setProblem(null),
    assign: ({ id: leadId, version }: Lead, assigneeId: string | null) => mutate({ leadId, version, assigneeId }),
  }
}
