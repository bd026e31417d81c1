import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Hono } from 'hono'
import { z } from 'zod'
import { clerkError, notFound } from '../http/clerk-error.ts'

const manifest = z.object({ version: z.string() })

/** Serves Clerk's browser bundles, so that a page works offline: from the app's node_modules, or this package's clerk-js. */
export function clerkJsRoutes(): Hono {
  const own = ownClerkJs()

  return new Hono().get('/@clerk/:package{(?:clerk-js|ui)@[0-9A-Za-z.-]+}/dist/:file{[A-Za-z0-9_.-]+\\.js}', (c) => {
    const [name = '', version = ''] = c.req.param('package').split('@')
    const folder = [...installed(name), ...(own && name === 'clerk-js' ? [own] : [])].find((path) =>
      satisfies(path, version),
    )
    if (folder === undefined) {
      throw clerkError(
        404,
        'resource_not_found',
        `@clerk/${name} ${version} is not installed, so the page cannot load it offline. Run in the app's folder: npm install --save-dev @clerk/${name}@${version}`,
      )
    }
    const path = join(folder, 'dist', c.req.param('file'))
    if (!existsSync(path)) throw notFound(`file of @clerk/${name}`)
    return c.body(readFileSync(path), 200, {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    })
  })
}

/** The path of the bundle that a page loads: this package's clerk-js, or else version 5 of the app. */
export function clerkJsPath(): string {
  const own = ownClerkJs()
  return `/npm/@clerk/clerk-js@${own === undefined ? '5' : versionOf(own)}/dist/clerk.browser.js`
}

/** The clerk-js of this package. It is an optional peer, because it depends on 400 packages. */
function ownClerkJs(): string | undefined {
  try {
    return dirname(createRequire(import.meta.url).resolve('@clerk/clerk-js/package.json'))
  } catch {
    return undefined
  }
}

/** The installed copies of the package in the working directory and above, nearest first. */
function installed(name: string): string[] {
  const folders: string[] = []
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    folders.push(join(folder, 'node_modules', '@clerk', name))
    if (folder === dirname(folder)) return folders.filter((path) => existsSync(join(path, 'package.json')))
  }
}

/** A page requests a full version or only the major one, such as `6`. */
function satisfies(folder: string, wanted: string): boolean {
  const version = versionOf(folder)
  return version === wanted || version.startsWith(`${wanted}.`)
}

function versionOf(folder: string): string {
  return manifest.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))).version
}
