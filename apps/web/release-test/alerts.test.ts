import { execFile } from 'node:child_process'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const rules = path.resolve(import.meta.dirname, '../deploy/alerts.yaml')
const summaries: Record<string, string> = {
  RosterDeadLetters: 'An event or a record of Clerk was not understood',
  RosterWebhooksSilent: 'No webhook has come for a day',
  RosterScanLate: 'Scans of Clerk were not complete for long: lost webhooks are noticed late',
  RosterCorrections: 'Reads of Clerk correct much: webhooks are lost',
}

/** Values each minute, in promtool's notation, by series. */
type Given = Record<string, string>

/** Whether Prometheus raises an alert at these times; labels where it has them beside its severity. */
async function raised(
  alertname: string,
  given: Given,
  expected: Record<string, boolean>,
  labels = {},
): Promise<string> {
  const alert = { exp_labels: { severity: 'ticket', ...labels }, exp_annotations: { summary: summaries[alertname] } }
  const tests = [
    {
      interval: '1m',
      input_series: Object.entries(given).map(([series, values]) => ({ series, values })),
      alert_rule_test: Object.entries(expected).map(([eval_time, alerts]) => ({
        eval_time,
        alertname,
        exp_alerts: alerts ? [alert] : [],
      })),
    },
  ]
  const described = JSON.stringify({ rule_files: [rules], evaluation_interval: '1m', tests })
  const run = ['-c', 'promtool test rules <(cat <<<"$1") 2>&1 || true', '', described]
  return (await promisify(execFile)('bash', run)).stdout
}

test('the alert about dead letters begins with a new one and ends after an hour; one that is deleted raises none', async () => {
  const letters = (values: string): Given => ({
    'roster_mirror_dead_letters{instance="a"}': values,
    'roster_mirror_dead_letters{instance="b"}': values,
  })
  const added = { '20m': false, '40m': true, '110m': false }
  expect(await raised('RosterDeadLetters', letters('10x30 11x90'), added)).toMatch(/SUCCESS/)
  expect(await raised('RosterDeadLetters', letters('10x30 4x30'), { '40m': false })).toMatch(/SUCCESS/)
})

test('webhooks are silent a day after the last one, or a day after Roster began if none ever came', async () => {
  const info = { 'roster_info{version="1"}': '1x2000' }
  const silent = { ...info, roster_webhook_silent_seconds: '0+60x2000' }
  expect(await raised('RosterWebhooksSilent', silent, { '1440m': false, '1450m': true })).toMatch(/SUCCESS/)
  expect(await raised('RosterWebhooksSilent', info, { '1430m': false, '1450m': true })).toMatch(/SUCCESS/)
  // While the database hangs, nothing is known about webhooks.
  const hanging = { ...info, roster_webhook_silent_seconds: '5x1500 _x60' }
  expect(await raised('RosterWebhooksSilent', hanging, { '1550m': false })).toMatch(/SUCCESS/)
})

test('a scan is late after an hour, and the sweep after 26', async () => {
  const age = (scan: string, values: string): Given => ({ [`roster_scan_unconfirmed_seconds{scan="${scan}"}`]: values })
  const late = (scan: string, given: Given, expected: Record<string, boolean>) =>
    raised('RosterScanLate', given, expected, { scan })
  expect(await late('tail', age('tail', '0+60x100'), { '59m': false, '62m': true })).toMatch(/SUCCESS/)
  const sweep = age('sweep', '0+60x2000')
  expect(await late('sweep', sweep, { '1550m': false, '1570m': true })).toMatch(/SUCCESS/)
})

test('corrections of reconciles and scans are reported unless webhooks bring five times as much', async () => {
  const corrections = (source: string, values: string): Given => ({
    [`roster_mirror_corrections_total{source="${source}"}`]: values,
  })
  const applied = (values: string): Given => ({ 'roster_webhook_events_total{outcome="applied"}': values })
  const at = { '90m': true }
  for (const source of ['reconcile', 'sweep']) {
    expect(await raised('RosterCorrections', corrections(source, '0+5x100'), at)).toMatch(/SUCCESS/)
    const many = { ...corrections(source, '0+5x100'), ...applied('0+10x100') }
    expect(await raised('RosterCorrections', many, at)).toMatch(/SUCCESS/)
    const few = { ...corrections(source, '0+5x100'), ...applied('0+100x100') }
    expect(await raised('RosterCorrections', few, { '90m': false })).toMatch(/SUCCESS/)
  }
})
