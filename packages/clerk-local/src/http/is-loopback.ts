/** Whether a URL is on this machine: localhost, a name below `.localhost`, or a loopback address. */
export function isLoopback(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { hostname, protocol } = new URL(url)
  return ['http:', 'https:'].includes(protocol) && /^((.+\.)?localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)
}
