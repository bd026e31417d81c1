import type { Lead } from '../../../server/leads/leads-router.ts'
import { useMutation } from '@tanstack/react-query'
import { useRef } from 'react'
import type { ApiError } from '../../may-pass.ts'
import { trpc } from '../../trpc.tsx'
import { useLeadPages } from '../use-lead-pages.ts'

// The server's limit for one call.
const CHUNK = 200

type Assignment = { leads: readonly Lead[]; assigneeId: string }

/** Changes any number of leads in batches; resolves with the number that somebody else had changed first. */
export function useManyLeads() {
  const { client } = trpc.useUtils()
  const pages = useLeadPages()
  // What the batches before a failed one have changed, so that a second attempt is not refused for it.
  const written = useRef(new Map<string, number>())
  const removed = useRef(new Set<string>())

  const assign = useMutation<number, ApiError, Assignment>({
    async mutationFn({ leads, assigneeId }) {
      let done = 0
      for (const part of partsOf(leads)) {
        const seen = part.map(({ id: leadId, version }) => ({
          leadId,
          version: written.current.get(leadId) ?? version,
        }))
        const { changed } = await client.leads.assignMany.mutate({ leads: seen, assigneeId })
        done += changed.length
        const versions = new Map(changed.map(({ leadId, version }) => [leadId, version]))
        for (const [id, version] of versions) written.current.set(id, version)
        pages.change(
          part.flatMap((lead) => {
            const version = versions.get(lead.id)
            return version === undefined ? [] : [{ ...lead, assigneeId, version }]
          }),
        )
      }
      return leads.length - done
    },
  })

  const remove = useMutation<number, ApiError, readonly Lead[]>({
    async mutationFn(leads) {
      for (const part of partsOf(leads.filter(({ id }) => !removed.current.has(id)))) {
        const seen = part.map(({ id: leadId, version }) => ({ leadId, version }))
        const { deleted } = await client.leads.delete.mutate({ leads: seen })
        for (const id of deleted) removed.current.add(id)
        pages.apply({ deleted })
      }
      return leads.length - removed.current.size
    },
  })
  return { assign, remove }
}

function partsOf(leads: readonly Lead[]): Lead[][] {
  return Array.from({ length: Math.ceil(leads.length / CHUNK) }, (_, n) => leads.slice(n * CHUNK, (n + 1) * CHUNK))
}
