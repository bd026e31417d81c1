import { html } from 'hono/html'

/** Renders a text of the document, in which backticks are the only markup. */
export function prose(text: string) {
  return text.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`))
}
