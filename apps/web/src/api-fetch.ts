import type { GetToken } from './clerk.tsx'

export type ApiFetch = (url: RequestInfo | URL | string, init?: RequestInit) => Promise<Response>

/** Sends the session's token, and retries a 401 once with a new token. */
export function createApiFetch(getToken: GetToken): ApiFetch {
  return async (url, init = {}) => {
    const send = (token: string | null): Promise<Response> => {
      const headers = new Headers(init.headers)
      if (token) headers.set('authorization', `Bearer ${token}`)
      return fetch(url, { ...init, headers })
    }
    const response = await send(await getToken({ skipCache: false }))
    if (response.status !== 401) return response
    const fresh = await getToken({ skipCache: true })
    return fresh === null ? response : send(fresh)
  }
}
