import { html } from 'hono/html'
import type { Content, Operation } from './docs-document.ts'
import { samplesOf } from './docs-samples.ts'

type Documented = { method: string; operation: Operation }
type Section = { path: string; main: Documented | undefined; others: Documented[] }

/** One path: its purpose, samples in three languages, a form to try it, and its answers. */
export function operationHtml({ path, main, others }: Section) {
  if (!main) return ''
  const { method, operation } = main
  const { operationId: id, summary, description, parameters } = operation
  const body = operation.requestBody?.content['application/json']?.example
  return html`<section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${summary}</h2>
    <p class="path"><span class="method">${method.toUpperCase()}</span> <code>${path}</code></p>
    <p>${prose(description)}</p>
    ${Object.entries(samplesOf({ method, path, body })).map(
      ([language, code], index) =>
        html`<details name="${id}-sample" ${index === 0 ? 'open' : ''}>
          <summary>${language}</summary>
          <div class="sample">
            <pre tabindex="0" aria-label="${summary} in ${language}">${code}</pre>
            <button type="button" data-copy aria-label="Copy the ${language} sample">Copy</button>
          </div>
        </details>`,
    )}
    <form class="panel" data-method="${method}" data-path="${path}" aria-label="Try ${summary}">
      <h3>Try it</h3>
      ${parameters.map(
        ({ name, in: place, description: what, schema }) => html`
          <label for="${id}-${name}"><code>${name}</code> <span class="soft">${place}, optional</span></label>
          ${
            schema.enum
              ? html`<select id="${id}-${name}" name="${name}" data-in="${place}">
                  <option value="">not sent</option>
                  ${schema.enum.map((value) => html`<option>${value}</option>`)}
                </select>`
              : html`<input id="${id}-${name}" name="${name}" data-in="${place}" autocomplete="off" />`
          }
          <p class="soft">${prose(what)}</p>
        `,
      )}
      ${
        body === undefined
          ? ''
          : html`<label for="${id}-body">Body</label>
              <textarea id="${id}-body" data-in="body" rows="6" spellcheck="false">
${JSON.stringify(body, null, 2)}</textarea>`
      }
      <button type="submit">Send request</button>
      <p role="status" data-status></p>
      <pre data-answer tabindex="0" aria-label="Answer of ${summary}" hidden></pre>
    </form>
    <h3>Responses</h3>
    ${responsesHtml(operation)}
    ${others.map(
      (other) =>
        html`<h3>${other.method.toUpperCase()}: ${other.operation.summary}</h3>
          <p>${prose(other.operation.description)}</p>
          ${responsesHtml(other.operation)}`,
    )}
  </section>`
}

function responsesHtml({ summary, responses }: Operation) {
  return Object.entries(responses).map(
    ([status, { description, headers, content }]) =>
      html`<details>
        <summary><strong>${status}</strong> ${prose(description)}</summary>
        ${examplesOf(content).map(
          ({ type, example }) =>
            html`<p class="soft">${type}</p>
              <pre tabindex="0" aria-label="Example of ${status} of ${summary}">${example}</pre>`,
        )}
        <dl>
          ${Object.entries(headers).map(
            ([name, header]) =>
              html`<dt><code>${name}</code></dt>
                <dd>${prose(header.description)}</dd>`,
          )}
        </dl>
      </details>`,
  )
}

function examplesOf(content: Content): { type: string; example: string }[] {
  return Object.entries(content).flatMap(([type, { example, examples }]) => {
    const values = example === undefined ? Object.values(examples).map(({ value }) => value) : [example]
    return values.map((value) => ({
      type,
      example: typeof value === 'string' ? value : JSON.stringify(value, null, 2),
    }))
  })
}

/** Renders a text of the document, in which backticks are the only markup. */
export function prose(text: string) {
  return text.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`))
}
