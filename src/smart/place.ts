import type { Request } from 'express'
import type { Config } from '../config.ts'
import { type Registration, sandboxRegistration } from './registration.ts'

/** Where the service stands as browsers see it, and where the app is registered. */
export interface Place {
  readonly publicUrl: string
  readonly companions: readonly Registration[]
}

export type PlaceOf = (request: Request) => Place

/** As configured; where the port is chosen at the start (`PORT=0`, open mode), the socket knows it. */
export function placer({ publicUrl, companions, clients, openClient }: Config): PlaceOf {
  const configured: Place = { publicUrl, companions }
  if (clients.length > 0 || !publicUrl.endsWith(':0')) return () => configured
  const places = new Map<number, Place>()
  return ({ socket }) => {
    const port = socket.localPort ?? 0
    const known = places.get(port)
    if (known !== undefined) return known
    const real = `${publicUrl.slice(0, -1)}${port}`
    const place = { publicUrl: real, companions: [sandboxRegistration(openClient, real)] }
    places.set(port, place)
    return place
  }
}
