import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import type { Sample } from './open-loop.ts'

export interface Flood {
  readonly url: string
  readonly path: string
  readonly body: string
  readonly perSecond: number
  readonly seconds: number
  readonly connections: number
}

/** A connection with at most one call under way. */
interface Line {
  send(dueMs: number): void
  readonly close: () => void
}

/**
 * Sends the same call at a steady rate over plain sockets, which costs far less than an HTTP client, so that
 * one processor can ask for more than another can serve. A call that finds no free connection is not
 * sent. Times are from the sending to the last byte.
 */
export async function flood(options: Flood): Promise<readonly Sample[]> {
  const { url, path, body, perSecond, seconds, connections } = options
  const port = Number(new URL(url).port)
  const bytes = Buffer.from(
    `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
  const samples: Sample[] = []
  const free: Line[] = []
  let underWay = 0
  let isOver = false

  const dial = async (): Promise<void> => {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => socket.destroy())
    await once(socket, 'connect').catch(() => undefined)
    if (!socket.destroyed) free.push(lineOn(socket))
  }

  function lineOn(socket: Socket): Line {
    let sent: { readonly dueMs: number; readonly at: number } | undefined
    let got = ''
    const end = (status: number, fault: string): void => {
      if (sent === undefined) return
      const ms = performance.now() - sent.at
      const retryAfter = /\r\nretry-after:/i.test(got)
      samples.push({ dueMs: sent.dueMs, ms, status, fault, kind: '', retryAfter })
      sent = undefined
      underWay -= 1
    }
    const line: Line = {
      send(dueMs) {
        sent = { dueMs, at: performance.now() }
        got = ''
        underWay += 1
        socket.write(bytes)
      },
      close: () => socket.destroy(),
    }
    socket.on('data', (chunk) => {
      got += chunk.toString('latin1')
      const head = got.indexOf('\r\n\r\n')
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(got)?.[1] ?? Number.NaN)
      if (head === -1 || got.length < head + 4 + length) return
      const closes = /\r\nconnection: close/i.test(got)
      end(Number(got.slice(9, 12)), '')
      if (closes) socket.destroy()
      else free.push(line)
    })
    socket.once('close', () => {
      end(0, 'closed')
      const at = free.indexOf(line)
      if (at !== -1) free.splice(at, 1)
      if (!isOver) void dial()
    })
    return line
  }

  await Promise.all(Array.from({ length: connections }, dial))
  const began = performance.now()
  let n = 0
  for (;;) {
    const elapsed = performance.now() - began
    if (elapsed > seconds * 1000) break
    for (const due = (elapsed * perSecond) / 1000; n < due; n += 1)
      free.shift()?.send((n * 1000) / perSecond)
    await pause(1)
  }
  const deadline = performance.now() + 10_000
  while (underWay > 0 && performance.now() < deadline) await pause(10)
  isOver = true
  for (const line of [...free]) line.close()
  return samples
}
