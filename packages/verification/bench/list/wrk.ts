import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'

/** One run of wrk: all requests, good answers a second, latencies in ms, and answers other than 2xx and 3xx. */
export type Run = { requests: number; rps: number; p50: number; p99: number; errors: number }

/** The same headers for all requests, or the tokens of a file in turn. */
export type Carried = { headers: Record<string, string> } | { tokensFile: string }

const run = promisify(execFile)
const unit = { us: 0.001, ms: 1, s: 1000, m: 60_000 }
const rotate = path.join(import.meta.dirname, 'rotate.lua')

/** Loads one URL over 16 connections for `seconds` from the second core. */
export async function wrk(url: string, carried: Carried, seconds: number): Promise<Run> {
  const flags =
    'headers' in carried
      ? [...Object.entries(carried.headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]), url]
      : ['-s', rotate, url, '--', carried.tokensFile]
  const command = ['-c', '1', 'wrk', '-t1', '-c16', `-d${seconds}s`, '--latency', ...flags]
  const { stdout } = await run('taskset', command).catch((error: unknown) => {
    // Without the message of Node, which quotes the command and so the tokens.
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : ''
    throw new Error(`wrk did not run, so nothing is measured (${said}). Install it: apt-get install wrk util-linux`)
  })
  const requests = Number(/(\d+) requests in/.exec(stdout)?.[1] ?? 0)
  const errors = Number(/Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1] ?? 0)
  return {
    requests,
    // Refused requests are fast and must not count as throughput.
    rps: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1] ?? 0) * (1 - errors / Math.max(1, requests)),
    p50: latency(stdout, '50%'),
    p99: latency(stdout, '99%'),
    errors,
  }
}

function latency(output: string, percentile: string): number {
  const [, value, name] = new RegExp(`${percentile}\\s+([\\d.]+)(us|ms|s|m)`).exec(output) ?? []
  return Number(value ?? Number.NaN) * (name === 'us' || name === 'ms' || name === 's' || name === 'm' ? unit[name] : 1)
}
