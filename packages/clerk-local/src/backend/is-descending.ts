import { clerkError } from '../http/clerk-error.ts'

/** The newest come first by default. In a query string `+` may arrive as a space. */
export function isDescending(order = '-created_at'): boolean {
  if (!/^[-+ ]?created_at$/.test(order)) {
    throw clerkError(422, 'form_param_value_invalid', 'order_by must be created_at or -created_at.', 'order_by')
  }
  return order.startsWith('-')
}
