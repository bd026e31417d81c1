import { existsSync } from 'node:fs'
import { chromium, type Browser } from 'playwright-core'

const quiet = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

// The same engine without the browser's own windows, which cost more than most pages.
const shell = '/usr/bin/chromium-headless-shell'
const installed = existsSync(shell) ? shell : '/usr/bin/chromium'

/** The system's Chromium, or the one that CHROMIUM names, which asks nobody outside for anything. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: process.env['CHROMIUM'] ?? installed, args: quiet })
}
