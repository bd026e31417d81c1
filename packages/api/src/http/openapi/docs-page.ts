import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import { Hono } from 'hono'
import Negotiator from 'negotiator'
import type { Coding } from '../../list/encoding.ts'
import type { Paths } from '../paths.ts'
import { codingOf } from '../rest/negotiate.ts'
import type { CountAddress, RoutesEnv } from '../routes.ts'
import { docsDocumentSchema } from './docs-document.ts'
import { docsHtml } from './docs-html.ts'
import { createDocument } from './openapi.ts'

type Page = { policy: string; bodies: Record<Coding, Uint8Array<ArrayBuffer>> }

/** Serves the document as a page with forms to try it. The page is one answer and loads nothing else. */
export function createDocsPage(paths: Paths, countAddress: CountAddress): Hono<RoutesEnv> {
  let page: Promise<Page> | undefined
  return new Hono<RoutesEnv>().get(paths.docs, async (c) => {
    const refusal = countAddress(c.env.incoming)
    if (refusal) throw refusal
    page ??= renderPage(paths)
    const { policy, bodies } = await page
    const encoding = codingOf(new Negotiator(c.env.incoming))
    return c.body(bodies[encoding], 200, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
      'cache-control': 'no-cache',
      vary: 'Accept-Encoding',
      ...(encoding !== 'identity' && { 'content-encoding': encoding }),
    })
  })
}

async function renderPage(paths: Paths): Promise<Page> {
  const html = String(await docsHtml(docsDocumentSchema.parse(createDocument(paths)), paths))
  const [br, gz] = await Promise.all([promisify(brotliCompress)(html), promisify(gzip)(html)])
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(html, 'script')}`,
    `style-src ${hashOf(html, 'style')}`,
    "connect-src 'self'",
    "img-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  return {
    policy,
    bodies: { br: new Uint8Array(br), gzip: new Uint8Array(gz), identity: new TextEncoder().encode(html) },
  }
}

/** The hash by which a content security policy allows an inline element. */
function hashOf(html: string, element: 'script' | 'style'): string {
  const [, content = ''] = new RegExp(`<${element}>([^]*?)</${element}>`).exec(html) ?? []
  return `'sha256-${createHash('sha256').update(content).digest('base64')}'`
}
