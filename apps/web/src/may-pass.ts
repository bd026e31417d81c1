import type { AppRouter } from '../server/app-router.ts'
import { TRPCClientError, type TRPCClientErrorLike } from '@trpc/client'

export type ApiError = TRPCClientErrorLike<AppRouter>

/** Whether a retry may help: an outage may pass, a refusal does not change. */
export function mayPass(error: unknown): boolean {
  const status = isApiError(error) ? (error.data?.httpStatus ?? 0) : 0
  return status === 0 || status >= 500 || status === 429
}

/** Whether the server refused an answer to this person, and its message says which right they lack. */
export function lacksRight(error: unknown): error is ApiError {
  return isApiError(error) && error.data?.httpStatus === 403
}

// The client has this router only, so every error comes from it.
function isApiError(error: unknown): error is ApiError {
  return error instanceof TRPCClientError
}
