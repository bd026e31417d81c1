import type { Lead } from '../../../server/leads/leads-router.ts'
import { useState } from 'react'
import { trpc } from '../../trpc.tsx'
import { useLeadPages } from '../use-lead-pages.ts'
import { assignProblem, type LeadProblem } from './lead-problem.ts'

/** Assigns a lead on the page at once, then on the server; if the server refuses, the page reverts it. */
export function useAssignLead(onProblem: (problem: LeadProblem | null) => void) {
  const utils = trpc.useUtils()
  const pages = useLeadPages()
  const [saving, setSaving] = useState<readonly string[]>([])

  const { mutate } = trpc.leads.assign.useMutation({
    onMutate({ leadId, assigneeId }) {
      onProblem(null)
      setSaving((ids) => [...ids, leadId])
      const before = pages.find(leadId)
      if (before) pages.change([{ ...before, assigneeId }])
      return { before }
    },
    onSuccess({ version }, { leadId, assigneeId }) {
      const lead = pages.find(leadId)
      if (lead) pages.change([{ ...lead, assigneeId, version }])
    },
    onError(error, _input, context) {
      if (!context?.before) return
      pages.change([context.before])
      onProblem(assignProblem(context.before.name, error))
    },
    onSettled(_answer, _error, { leadId }) {
      setSaving((ids) => ids.filter((id) => id !== leadId))
      void utils.leads.changes.invalidate()
    },
  })

  return {
    saving,
    assign: ({ id: leadId, version }: Lead, assigneeId: string | null) => mutate({ leadId, version, assigneeId }),
  }
}
