import type { Lead } from '../../../server/leads/leads-router.ts'
import { useMutation } from '@tanstack/react-query'
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

  const assign = useMutation<number, ApiError, Assignment>({
    async mutationFn({ leads, assigneeId }) {
      let done = 0
      for (const part of partsOf(leads)) {
        const { changed } = await client.leads.assignMany.mutate({ leads: part.map(seen), assigneeId })
        done += changed.length
        const versions = new Map(changed.map(({ leadId, version }) => [leadId, version]))
        pages.apply({
          changed: part.flatMap((lead) => {
            const version = versions.get(lead.id)
            return version === undefined ? [] : [{ ...lead, assigneeId, version }]
          }),
        })
      }
      return leads.length - done
    },
  })

  const remove = useMutation<number, ApiError, readonly Lead[]>({
    async mutationFn(leads) {
      let done = 0
      for (const part of partsOf(leads)) {
        const { deleted } = await client.leads.delete.mutate({ leads: part.map(seen) })
        done += deleted.length
        pages.apply({ deleted })
      }
      return leads.length - done
    },
  })
  return { assign, remove }
}

function seen({ id: leadId, version }: Lead) {
  return { leadId, version }
}

function partsOf(leads: readonly Lead[]): Lead[][] {
  return Array.from({ length: Math.ceil(leads.length / CHUNK) }, (_, n) => leads.slice(n * CHUNK, (n + 1) * CHUNK))
}
