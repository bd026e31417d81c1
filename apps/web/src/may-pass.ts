import type { AppRouter } from '../server/app-router.ts'
import { TRPCClientError, type TRPCClientErrorLike } from '@trpc/client'

export type ApiError = TRPCClientErrorLike<AppRouter>

/** Whether asking again may help: a refusal stays a refusal, an outage may pass. */
export function mayPass(error: unknown): boolean {
  const status = isApiError(error) ? (error.data?.httpStatus ?? 0) : 0
  return status === 0 || status >= 500 || status === 429
}

// Every error of the client is of this router: there is no other.
function isApiError(error: unknown): error is ApiError {
  return error instanceof TRPCClientError
}
