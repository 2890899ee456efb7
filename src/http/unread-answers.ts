import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/**
 * Cuts whoever does not read its answers: from a connection something has been waiting to be taken for so
 * long without a moment in between, ms. By the socket's own time-out a reader of one byte a minute would
 * be kept for ever, with all that it was answered (threat T12, R14).
 */
export function cutUnread(server: Server, limitMs: number): void {
  const sockets = new Set<Socket>()
  const waitingSince = new Map<Socket, number>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => {
      sockets.delete(socket)
      waitingSince.delete(socket)
    })
  })
  const look = (): void => {
    const now = performance.now()
    for (const socket of sockets) {
      const since = waitingSince.get(socket)
      if (socket.writableLength === 0) {
        if (since !== undefined) waitingSince.delete(socket)
      } else if (since === undefined) waitingSince.set(socket, now)
      else if (now - since > limitMs) socket.destroy()
    }
  }
  const timer = setInterval(look, Math.min(500, limitMs / 4)).unref()
  server.once('close', () => clearInterval(timer))
}
