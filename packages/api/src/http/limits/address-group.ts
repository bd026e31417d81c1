import { isIPv4, isIPv6 } from 'node:net'

/**
 * Returns the part of an address that is counted as one: an IPv4 address, or the first 64 bits of an IPv6 address, of
 * which a client may have any number. Proxies write addresses with a port, or in brackets.
 */
export function addressGroup(text: string): string {
  const address =
    /^\[(.+)\](?::\d+)?$/.exec(text)?.[1] ?? (/^[\d.]+:\d+$/.test(text) ? text.split(':')[0] : text) ?? text
  const [plain = ''] = address.split('%')
  if (!isIPv6(plain)) return plain
  const mapped = /^[0:]*:ffff:([\d.]+)$/i.exec(plain)?.[1]
  if (mapped && isIPv4(mapped)) return mapped
  const [before = '', after] = plain.split('::')
  const head = before.split(':').filter(Boolean)
  const tail = after?.split(':').filter(Boolean) ?? []
  // A dotted end stands for two of the eight groups.
  const given = head.length + tail.length + (plain.includes('.') ? 1 : 0)
  const groups = [...head, ...Array.from({ length: 8 - given }, () => '0'), ...tail].slice(0, 4)
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`
}
