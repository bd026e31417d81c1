import type { SignedHeaders, VerifyEvent } from '../../clerk/verify-event.ts'
import { RosterError } from '../../errors.ts'
import { z } from 'zod'
import type { HttpRequest } from '../http-request.ts'
import { readBody } from '../read-body.ts'

// The tolerance for the timestamp of a delivery, equal to that of Clerk's own signature check.
const TOLERANCE_SECONDS = 5 * 60

const header = z.string().min(1)
const signature = z.object({ 'svix-id': header, 'svix-timestamp': header, 'svix-signature': header })

/** The event of a signed delivery; throws for any other request. */
export async function readEvent(request: HttpRequest, verify: VerifyEvent): Promise<unknown> {
  const signed = signedHeaders(request.headers)
  if (request.headers['content-encoding']) throw invalid('A webhook body must be sent without Content-Encoding')
  const verified = await verify(signed, await readBody(request))
  if (verified === 'forged') throw invalid('The signature does not match; check CLERK_WEBHOOK_SIGNING_SECRET')
  if (verified === 'not-an-event') throw invalid('A webhook body must be JSON')
  return verified.event
}

function signedHeaders(headers: HttpRequest['headers']): SignedHeaders {
  const { data } = signature.safeParse(headers)
  if (!data) throw invalid('svix-id, svix-timestamp and svix-signature are required')
  if (!(Math.abs(Date.now() / 1000 - Number(data['svix-timestamp'])) <= TOLERANCE_SECONDS)) {
    throw invalid('The timestamp is more than five minutes off; check the clocks')
  }
  return data
}

function invalid(message: string): RosterError {
  return new RosterError('VALIDATION_ERROR', { message })
}
