import { isInvalidData, isUnavailable } from '@roster/db'
import { TRPCError } from '@trpc/server'
import { ZodError } from 'zod'

/** Every error that a caller can get, by either transport: its HTTP status, its tRPC code and its message. */
export const errors = {
  VALIDATION_ERROR: { status: 400, trpc: 'BAD_REQUEST', message: 'User Org Id missing' },
  UNAUTHORIZED: { status: 401, trpc: 'UNAUTHORIZED', message: 'User not authenticated' },
  FORBIDDEN: { status: 403, trpc: 'FORBIDDEN', message: 'This credential may not do that' },
  NOT_FOUND: { status: 404, trpc: 'NOT_FOUND', message: 'There is nothing at this path' },
  METHOD_NOT_ALLOWED: { status: 405, trpc: 'METHOD_NOT_SUPPORTED', message: 'This path does not support that method' },
  PAYLOAD_TOO_LARGE: { status: 413, trpc: 'PAYLOAD_TOO_LARGE', message: 'The request body is too large' },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    trpc: 'UNSUPPORTED_MEDIA_TYPE',
    message: 'The request body must be sent as application/json',
  },
  RATE_LIMITED: {
    status: 429,
    trpc: 'TOO_MANY_REQUESTS',
    message: 'Too many requests; retry after the time in Retry-After',
  },
  INTERNAL_ERROR: { status: 500, trpc: 'INTERNAL_SERVER_ERROR', message: 'An unexpected server error occurred' },
  SERVICE_UNAVAILABLE: {
    status: 503,
    trpc: 'SERVICE_UNAVAILABLE',
    message: 'A service that this answer needs is not available; retry after the time in Retry-After',
  },
} as const satisfies Record<string, { status: number; trpc: TRPCError['code']; message: string }>

/** The `code` of an error, the same for REST and tRPC. */
export type ErrorCode = keyof typeof errors

type Hints = {
  /** The seconds to wait, for 429 and 503. */
  retryAfter?: number
  /** The methods that the path supports, for 405. */
  allow?: string
}

/** What a caller may see of an error. */
export type PublicError = Hints & { code: ErrorCode; status: number; message: string }

type Details = Hints & { message?: string; cause?: unknown }

/** An expected error. Its message is for the caller; its cause is for the log only. */
export class RosterError extends TRPCError {
  readonly public: PublicError

  constructor(code: ErrorCode, details: Details = {}) {
    const shown = publicError(code, details)
    super({ code: errors[code].trpc, message: shown.message, cause: details.cause })
    this.public = shown
  }
}

/** The error with the message that a caller may see, because a host's formatter may show messages unchanged. */
export function withPublicMessage(error: TRPCError): TRPCError {
  if (error instanceof RosterError) return error
  const { code, message } = toPublicError(error)
  return new TRPCError({ code: errors[code].trpc, message, cause: error.cause })
}

/** The documented error for a cause, the same for both transports. An unexpected cause becomes INTERNAL_ERROR. */
export function toPublicError(error: unknown): PublicError {
  if (error instanceof RosterError) return error.public
  if (isUnavailable(error)) return publicError('SERVICE_UNAVAILABLE', { retryAfter: DATABASE_RETRY_SECONDS })
  if (isInvalidData(error)) return publicError('VALIDATION_ERROR', { message: 'Input value: cannot be stored' })
  if (!(error instanceof TRPCError)) return publicError('INTERNAL_ERROR')
  if (error.cause instanceof RosterError) return error.cause.public
  if (error.code === 'BAD_REQUEST') return invalidInput(error.cause).public
  if (error.code === 'PARSE_ERROR') return publicError('VALIDATION_ERROR', { message: 'The request is not valid JSON' })
  return publicError(refusedByTrpc[error.code] ?? 'INTERNAL_ERROR')
}

const DATABASE_RETRY_SECONDS = 2

// The refusals of tRPC itself, before a procedure runs.
const refusedByTrpc: Partial<Record<TRPCError['code'], ErrorCode>> = {
  NOT_FOUND: 'NOT_FOUND',
  METHOD_NOT_SUPPORTED: 'METHOD_NOT_ALLOWED',
  PAYLOAD_TOO_LARGE: 'PAYLOAD_TOO_LARGE',
  UNSUPPORTED_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
}

function publicError(
  code: ErrorCode,
  { message = errors[code].message, retryAfter, allow }: Details = {},
): PublicError {
  const { status } = errors[code]
  return { code, status, message, ...(retryAfter !== undefined && { retryAfter }), ...(allow && { allow }) }
}

/** The error for input that its schema refused, with the schema's message. */
export function invalidInput(cause: unknown): RosterError {
  return new RosterError('VALIDATION_ERROR', { message: inputProblem(cause), cause })
}

function inputProblem(cause: unknown): string {
  const issue = cause instanceof ZodError ? cause.issues[0] : undefined
  if (!issue) return 'The request is not understood'
  return `Input ${issue.path.map(String).join('.') || 'value'}: ${issue.message}`
}
