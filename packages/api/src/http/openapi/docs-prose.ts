import { html } from 'hono/html'

/** A text of the document, in which only backticks are markup. */
export function prose(text: string) {
  return text.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`))
}
