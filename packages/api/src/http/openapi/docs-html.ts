import { html, raw } from 'hono/html'
import type { Paths } from '../paths.ts'
import type { DocsDocument, FieldSchema } from './docs-document.ts'
import { operationHtml, prose } from './docs-operation-html.ts'
import { docsScript } from './docs-script.ts'
import { docsStyle } from './docs-style.ts'

/**
 * Renders the document as one page with inline style and script, so that it loads nothing else. Its addresses are relative to
 * its own, because a proxy may strip a prefix of them.
 */
export function docsHtml({ info, components, paths }: DocsDocument, own: Paths) {
  const root = '../'.repeat(own.docs.split('/').length - 2)
  const openapi = own.openapi.slice(own.openapi.lastIndexOf('/') + 1)
  const sections = Object.entries(paths).map(([path, { get, post, head, options }]) => ({
    path,
    main: get ? { method: 'get', operation: get } : post && { method: 'post', operation: post },
    others: Object.entries({ head, options }).flatMap(([method, operation]) =>
      operation ? [{ method, operation }] : [],
    ),
  }))
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${info.title} API</title>
        <link rel="icon" href="${root}favicon.svg" />
        <style>
          ${raw(docsStyle)}
        </style>
      </head>
      <body data-docs="${own.docs}">
        <header>
          <h1>${info.title} API</h1>
          <p>${info.description} Version ${info.version} · <a href="${openapi}">OpenAPI document</a></p>
          <nav aria-label="Operations">
            <ul>
              ${sections.map(
                ({ main }) =>
                  main && html`<li><a href="#${main.operation.operationId}">${main.operation.summary}</a></li>`,
              )}
              <li><a href="#objects">Objects</a></li>
            </ul>
          </nav>
        </header>
        <main>
          <section class="panel" aria-labelledby="credential-title">
            <h2 id="credential-title">Your credential</h2>
            <label for="credential">API key or session token</label>
            <input id="credential" type="password" autocomplete="off" spellcheck="false" placeholder="ak_…" />
            <p class="soft">Every “Send request” below uses it. It stays in this tab and is gone when you reload.</p>
            <ul>
              ${Object.values(components.securitySchemes).map(({ description }) => html`<li>${prose(description)}</li>`)}
            </ul>
          </section>
          ${sections.map((section) => operationHtml(section))}
          <section id="objects" aria-labelledby="objects-title">
            <h2 id="objects-title">Objects</h2>
            ${Object.entries(components.schemas).map(
              ([name, { description, properties }]) => html`
                <h3>${name}</h3>
                <p>${prose(description)}</p>
                <div class="scroll" role="region" tabindex="0" aria-label="Fields of ${name}">
                  <table>
                    <thead>
                      <tr>
                        <th scope="col">Field</th>
                        <th scope="col">Type</th>
                      </tr>
                    </thead>
                    <tbody>
                      ${Object.entries(properties).map(
                        ([field, schema]) =>
                          html`<tr>
                            <th scope="row"><code>${field}</code></th>
                            <td>${typeOf(schema)}</td>
                          </tr>`,
                      )}
                    </tbody>
                  </table>
                </div>
              `,
            )}
          </section>
        </main>
        <script>
          ${raw(docsScript)}
        </script>
      </body>
    </html>`
}

function typeOf({ type = [], format, enum: values }: FieldSchema): string {
  const kinds = [type].flat().join(' or ')
  if (values) return values.map((value) => `"${value}"`).join(', ')
  return format ? `${kinds} (${format})` : kinds
}
