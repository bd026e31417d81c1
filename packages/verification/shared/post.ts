import { request, type Agent } from 'node:http'

/** Sends a body and resolves with the status of the answer. */
export function post(url: string, agent: Agent, body: string, headers: Record<string, string>) {
  return new Promise<number | undefined>((resolve, reject) => {
    const sending = request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode))
    })
    sending.once('error', reject).end(body)
  })
}
