import type { IncomingMessage } from 'node:http'
import { BlockList, isIP } from 'node:net'

/** Says what is wrong with an entry of `trustedProxies`; undefined where nothing is. */
export function proxyProblem(entry: string): string | undefined {
  const [address = '', bits, ...more] = entry.split('/')
  const version = isIP(address)
  if (version === 0 || address.includes('%') || more.length > 0)
    return 'must be an IP address, or a net such as 10.0.0.0/8'
  if (/^::ffff:/i.test(address)) return 'must be written as the IPv4 address that it is'
  if (bits === undefined) return undefined
  const isNumber = /^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128)
  // Whoever believes everybody believes what anybody sends.
  return isNumber ? undefined : `must have from 1 to ${version === 4 ? 32 : 128} bits`
}

/**
 * Who called: the address of the connection, or, where that is one of the proxies, the right-most address
 * of `X-Forwarded-For` that is not (threat T13). Each proxy adds on the right whom it saw; what stands
 * further left came with the call, and anybody can send it. No other header is read.
 *
 * @param proxies addresses and nets, as `proxyProblem` takes them
 */
export function callerAddress(proxies: readonly string[]): (request: IncomingMessage) => string {
  const isProxy = among(proxies)
  return ({ socket, headers }) => {
    let address = socket.remoteAddress ?? ''
    // Node joins what stands in several lines; the types allow for more.
    const said = String(headers['x-forwarded-for'] ?? '').split(',')
    for (let last = said.pop(); last !== undefined && isProxy(address); last = said.pop()) {
      const before = plainAddress(last.trim())
      // What no proxy of ours wrote ends what is known.
      if (before === undefined) return address
      address = before
    }
    return address
  }
}

function among(proxies: readonly string[]): (address: string) => boolean {
  // A list per family: in one, a net of v4-mapped addresses would hold every v4 address as well.
  const lists = { ipv4: new BlockList(), ipv6: new BlockList() }
  for (const entry of proxies) {
    const [address = '', bits] = entry.split('/')
    const family = familyOf(address)
    if (bits === undefined) lists[family].addAddress(address, family)
    else lists[family].addSubnet(address, Number(bits), family)
  }
  return (address) => {
    const plain = plainAddress(address)
    if (plain === undefined) return false
    const family = familyOf(plain)
    return lists[family].check(plain, family)
  }
}

/** An IP address without a port, and IPv4 not in IPv6's clothes; undefined for what is none. */
function plainAddress(text: string): string | undefined {
  const bare = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(text)?.[1] ?? /^([\d.]+):\d{1,5}$/.exec(text)?.[1]
  const address = (bare ?? text).replace(/^::ffff:(?=[\d.]+$)/i, '')
  // A zone ("fe80::1%eth0") may be any text.
  return isIP(address) === 0 || address.includes('%') ? undefined : address
}

const familyOf = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 4 ? 'ipv4' : 'ipv6')
