import { afterAll, beforeAll, expect, test } from 'vitest'
import { runApp, type RunningApp } from './running-app.ts'

let app: RunningApp
beforeAll(async () => {
  app = await runApp()
})
afterAll(() => app[Symbol.asyncDispose]())

test('the API’s documentation shows the path, and asks no other host for anything', async () => {
  const page = await app.browser.newPage()
  const hosts = new Set<string>()
  const problems: string[] = []
  page.on('request', (request) => hosts.add(new URL(request.url()).host))
  page.on('console', (message) => void (message.type() === 'error' && problems.push(message.text())))
  page.on('pageerror', (error) => problems.push(error.message))

  await page.goto(`${app.url}/api/docs`)
  await page.getByRole('button', { name: /users List users/ }).click()
  await page.getByText('There is no valid credential').waitFor()

  expect([...hosts].filter((host) => host !== '')).toEqual([new URL(app.url).host])
  expect(problems).toEqual([])
  await page.close()
})
