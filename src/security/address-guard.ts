import { type LookupAddress, lookup as systemLookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'

/**
 * Which addresses a base may stand at: `public` ones only, any (`internal`, where the operator says
 * so), or those of this machine (`loopback`, open mode).
 */
export type Reach = 'public' | 'internal' | 'loopback'

// IANA's special-purpose registries (RFC 6890 and updates): what is not globally reachable, and the
// forms that carry another address inside (v4-mapped, NAT64, 6to4, Teredo).
const SPECIAL_V4 = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16'],
  ...['172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16'],
  ...['198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
].map((net) => ['ipv4', net] as const)
const SPECIAL_V6 = [
  ...['::/96', '::ffff:0:0/96', '64:ff9b::/96', '64:ff9b:1::/48', '100::/64', '2001::/23'],
  ...['2001:db8::/32', '2002::/16', '3fff::/20', '5f00::/16', 'fc00::/7', 'fe80::/10'],
  ...['fec0::/10', 'ff00::/8'],
].map((net) => ['ipv6', net] as const)

const special = listOf([...SPECIAL_V4, ...SPECIAL_V6])
const loopback = listOf([
  ['ipv4', '127.0.0.0/8'],
  ['ipv6', '::1/128'],
])
// Nobody answers at these, whatever an operator wrote.
const never = listOf([
  ['ipv4', '0.0.0.0/8'],
  ['ipv4', '224.0.0.0/4'],
  ['ipv4', '240.0.0.0/4'],
  ['ipv6', '::/128'],
  ['ipv6', 'ff00::/8'],
])

type Family = 'ipv4' | 'ipv6'

/** A list per family: in one, a net of v4-mapped addresses would hold every v4 address as well. */
type Lists = Readonly<Record<Family, BlockList>>

function listOf(nets: readonly (readonly [Family, string])[]): Lists {
  const lists = { ipv4: new BlockList(), ipv6: new BlockList() }
  for (const [family, net] of nets) {
    const [address = '', prefix = ''] = net.split('/')
    lists[family].addSubnet(address, Number(prefix), family)
  }
  return lists
}

/** Whether an IP address lies within reach; `false` for what is no address. */
export function withinReach(address: string, reach: Reach): boolean {
  const version = isIP(address)
  // A zone ("fe80::1%eth0") is a link-local address's.
  if (version === 0 || address.includes('%')) return false
  const family = version === 4 ? 'ipv4' : 'ipv6'
  if (reach === 'loopback') return loopback[family].check(address, family)
  return !(reach === 'internal' ? never : special)[family].check(address, family)
}

/** Whether a host, as `URL` gives it, may be called: literals are judged here, names when they resolve. */
export function hostWithinReach(hostname: string, reach: Reach): boolean {
  const literal = hostname.replace(/^\[|\]$/g, '')
  return isIP(literal) === 0 || withinReach(literal, reach)
}

/** The code of the error that a refused address ends in. */
export const ADDRESS_REFUSED = 'ERR_ADDRESS_REFUSED'

type Resolve = (
  hostname: string,
  options: { readonly all: true; readonly family?: number | 'IPv4' | 'IPv6' },
  callback: (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => void,
) => void

/**
 * A `lookup` for sockets that resolves once and hands on only addresses that were judged: the socket
 * connects to the very address that was, so a name that changes its mind gains nothing (T1). Where one
 * address of a name is out of reach, the name is.
 *
 * @param resolve the system's resolver; another in tests
 */
export function guardedLookup(
  reach: Reach,
  resolve: Resolve = systemLookup as Resolve,
): LookupFunction {
  return (hostname, { all, family }, callback) => {
    const asked = { all: true, ...(family === undefined ? {} : { family }) } as const
    resolve(hostname, asked, (error, found) => {
      if (error !== null) {
        callback(error, [])
        return
      }
      const [first] = found
      if (first === undefined || !found.every(({ address }) => withinReach(address, reach))) {
        const refused = new Error('the name resolves to an address that may not be called')
        callback(Object.assign(refused, { code: ADDRESS_REFUSED }), [])
        return
      }
      if (all === true) callback(null, found)
      else callback(null, first.address, first.family)
    })
  }
}
