import { ClerkError } from '../http/clerk-error.ts'

/** The newest come first by default. In a query string `+` may arrive as a space. */
export function isDescending(order = '-created_at'): boolean {
  if (!/^[-+ ]?created_at$/.test(order)) {
    throw new ClerkError(422, [
      {
        code: 'form_param_value_invalid',
        message: 'order_by must be created_at or -created_at.',
        meta: { param_name: 'order_by' },
      },
    ])
  }
  return order.startsWith('-')
}
