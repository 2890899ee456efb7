import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** What is read of a body that is over the limit, so that its sender gets to reading the answer, bytes. */
const REST_BYTES = 256 * 1024
/** How long the next piece of a body that nobody wants is waited for, and then the sender's end, ms. */
const REST_MS = 1_000

/**
 * Answers before the body has come, as refusals are, cost no more than the limit of a body (3.1, T11):
 * Node would read what is left of it to the end. Such an answer is the last of its connection, which is
 * closed once the sender has had a moment to read it. A body that keeps to the limit is read and let go.
 *
 * @param limit bytes of a body as sent
 */
export function boundUnread(app: RequestListener, limit: number): RequestListener {
  const closing = new WeakSet<Socket>()
  return (request, response) => {
    // What comes behind the last answer is not answered.
    if (closing.has(request.socket)) return
    if (mayStayUnread(request, limit))
      closeEarly(request, response, closing, isOver(request, limit), limit)
    app(request, response)
  }
}

/**
 * Whether an answer to this may be the last of its connection: then its headers must still be open when it
 * ends, to say so.
 */
export function mayStayUnread(request: IncomingMessage, limit: number): boolean {
  return request.headers['transfer-encoding'] !== undefined || isOver(request, limit)
}

const isOver = ({ headers }: IncomingMessage, limit: number): boolean =>
  Number(headers['content-length'] ?? 0) > limit

/** @param isSaidOver the body is said to be over the limit; otherwise its length is not said */
function closeEarly(
  request: IncomingMessage,
  response: ServerResponse,
  closing: WeakSet<Socket>,
  isSaidOver: boolean,
  limit: number,
): void {
  const end = response.end
  // Cast: `end` has overloads, which are handed on as they came.
  const leave = (args: unknown[]) => end.apply(response, args as Parameters<typeof end>)
  const last = ([body]: unknown[]): void => {
    closing.add(request.socket)
    const hasBody = typeof body === 'string' || body instanceof Uint8Array
    if (!response.headersSent) {
      response.shouldKeepAlive = false
      // The sender has to know the end of the answer before that of the connection.
      if (hasBody && !response.hasHeader('content-length'))
        response.setHeader('content-length', Buffer.byteLength(body))
    }
    linger(request)
    response.flushHeaders()
    if (hasBody) response.write(body)
    // Of a length that is not said, as many clients send it, no more than the limit is read either.
    letGo(request, isSaidOver ? REST_BYTES : limit, () => leave([]))
  }
  response.end = ((...args: unknown[]): ServerResponse => {
    response.end = end
    if (isSaidOver) last(args)
    else if (request.complete) leave(args)
    // A body that came together with its headers is there a turn after them.
    else setImmediate(() => (request.complete ? leave(args) : last(args)))
    return response
  }) as typeof end
}

/**
 * Ends the connection of an answer in two steps, where Node would destroy it with bytes unread: the reset
 * that the system sends then can take the answer away from a sender who has not read it yet.
 */
function linger(request: IncomingMessage): void {
  const { socket } = request
  socket.destroySoon = (): void => {
    request.pause()
    socket.end()
    const timer = setTimeout(() => socket.destroy(), REST_MS)
    socket.once('close', () => clearTimeout(timer))
  }
}

/** Reads and forgets, up to `most` bytes; `done` is called once. */
function letGo(request: IncomingMessage, most: number, done: () => void): void {
  let rest = most
  const finish = (): void => {
    clearTimeout(timer)
    request.off('data', count).off('end', finish).off('close', finish)
    done()
  }
  const count = (chunk: Buffer): void => {
    rest -= chunk.length
    if (rest < 0) finish()
    else timer.refresh()
  }
  const timer = setTimeout(finish, REST_MS)
  if (request.readableEnded || request.destroyed) finish()
  else request.on('data', count).on('end', finish).on('close', finish).resume()
}
