import { SERVER } from './docs-samples.ts'

/** Copies samples and sends requests. It is inline, allowed by its hash, so that the page is one answer. */
export const docsScript = `
const server = location.origin + location.pathname.slice(0, -document.body.dataset.docs.length)
for (const sample of document.querySelectorAll('.sample pre'))
  sample.textContent = sample.textContent.replace('${SERVER}', server)

addEventListener('click', async ({ target }) => {
  if (!target.matches('[data-copy]')) return
  await navigator.clipboard.writeText(target.previousElementSibling.textContent)
  target.textContent = 'Copied'
  setTimeout(() => (target.textContent = 'Copy'), 2000)
})

addEventListener('submit', async (event) => {
  event.preventDefault()
  const form = event.target
  const status = form.querySelector('[data-status]')
  const answer = form.querySelector('[data-answer]')
  const key = document.getElementById('credential').value.trim()
  const headers = new Headers(key ? { authorization: 'Bearer ' + key } : {})
  const query = new URLSearchParams()
  let body
  for (const field of form.querySelectorAll('[data-in]')) {
    if (field.value === '') continue
    if (field.dataset.in === 'query') query.set(field.name, field.value)
    else if (field.dataset.in === 'header') headers.set(field.name, field.value)
    else body = field.value
  }
  if (body) headers.set('content-type', 'application/json')
  status.textContent = 'Sending…'
  answer.hidden = true
  try {
    const url = server + form.dataset.path + (query.size > 0 ? '?' + query : '')
    const started = performance.now()
    const response = await fetch(url, { method: form.dataset.method, headers, body, credentials: 'omit', cache: 'no-store' })
    const text = await response.text()
    status.textContent = 'Status ' + response.status + ' after ' + Math.round(performance.now() - started) + ' ms'
    const isJson = response.headers.get('content-type')?.startsWith('application/json')
    const shown = isJson ? JSON.stringify(JSON.parse(text), null, 2) : text
    answer.textContent = shown.length > 20000 ? shown.slice(0, 20000) + '\\n… cut here' : shown
    answer.hidden = shown === ''
  } catch {
    status.textContent = 'No answer. Check your connection and try again.'
  }
})
`
