import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { Socket } from 'node:net'
import { CdsError, type ErrorCode, outcomeOf } from '../errors.ts'
import { cutUnread } from './unread-answers.ts'
import { boundUnread } from './unread-bodies.ts'
import { baseHeaders } from './web-headers.ts'

/** Limits of connections (threats T11 to T13). */
export interface ListenerLimits {
  /** From the connection, or the request before, to the last header. */
  readonly headersTimeoutMs: number
  /** From there to the end of the body; and so long an answer may wait to be read. */
  readonly requestTimeoutMs: number
  /** How long an idle connection is kept; more than the proxy in front keeps its own. */
  readonly keepAliveMs: number
  readonly maxConnections: number
  /** Of a body as sent. */
  readonly bodyLimitBytes: number
}

const HEADER_BYTES = 16 * 1024
/** Requests that one connection may have waiting behind the one that is answered. */
const PIPELINED = 100

/**
 * An HTTP server that cuts what is slow and answers what is no HTTP in the words of `docs/errors.md`.
 *
 * @param refused is told of each request that is refused here, so that the app never sees it
 * @param publicUrl decides what browsers are told, as in the answers of the app
 */
export function createListener(
  app: RequestListener,
  limits: ListenerLimits,
  refused: (code: ErrorCode) => void,
  publicUrl: string,
): Server {
  const server = createServer({
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    connectionsCheckingInterval: Math.min(500, limits.headersTimeoutMs / 4),
    keepAliveTimeout: limits.keepAliveMs,
    maxHeaderSize: HEADER_BYTES,
    insecureHTTPParser: false,
    // The app says it itself, with an OperationOutcome.
    requireHostHeader: false,
  })
  server.maxConnections = limits.maxConnections
  // One more than the app takes: it refuses where the server would leave headers out in silence.
  server.maxHeadersCount = 101
  cutUnread(server, limits.requestTimeoutMs)
  server.timeout = Math.max(limits.keepAliveMs, 60_000) + 10_000

  const base = baseHeaders(publicUrl)
  const bounded = boundPipelines(boundUnread(app, limits.bodyLimitBytes), refused, base)
  /** The newest answer of each connection. */
  const newest = new WeakMap<Socket, ServerResponse>()
  const take: RequestListener = (request, response) => {
    const { socket } = request
    newest.set(socket, response)
    // An idle connection must not keep the request, whose body is a chart, until the next one comes.
    const forget = (): void => {
      if (newest.get(socket) === response) newest.delete(socket)
    }
    response.once('finish', () => (request.complete ? forget() : request.once('close', forget)))
    bounded(request, response)
  }
  server.on('request', take)
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    // Whoever begins to read the body asks for it; before a refusal nobody does (RFC 9110 10.1.1).
    request.once('resume', () => {
      if (!response.headersSent) response.writeContinue()
    })
    take(request, response)
  })
  // An expectation that is not ours to meet is passed over, as RFC 9110 allows.
  server.on('checkExpectation', take)
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    const code = codeOf(error)
    const response = newest.get(socket)
    // The rest of a body that was answered already: there is nothing more to say.
    const isAnswered = response?.headersSent === true && !response.req.complete
    // A connection that broke, or on which nothing ever came, asked for nothing that could be refused.
    const asked = error.code !== 'ECONNRESET' && error.code !== 'EPIPE' && socket.bytesRead > 0
    if (asked && !isAnswered) refused(code)
    answerRaw(socket, code, response, base)
  })
  // CONNECT; upgrades are not listened to, so such requests are answered as plain ones (`RFC 9110` 7.8).
  server.on('connect', (_request, socket: Socket) => {
    refused('CDS_METHOD_UNSUPPORTED')
    answerRaw(socket, 'CDS_METHOD_UNSUPPORTED', newest.get(socket), base)
  })
  return server
}

/** Counts what one connection sends ahead; beyond the bound it is closed after a 503. */
function boundPipelines(
  app: RequestListener,
  refused: (code: ErrorCode) => void,
  base: Headers,
): RequestListener {
  const waiting = new WeakMap<Socket, number>()
  return (request, response) => {
    // A response that has no socket yet stands behind another one.
    if (response.socket !== null) {
      app(request, response)
      return
    }
    const { socket } = request
    const count = (waiting.get(socket) ?? 0) + 1
    waiting.set(socket, count)
    if (count > PIPELINED) {
      // What comes behind the last answer is not answered.
      if (count === Number.POSITIVE_INFINITY) return
      waiting.set(socket, Number.POSITIVE_INFINITY)
      refused('CDS_OVERLOADED')
      const body = outcomeText('CDS_OVERLOADED')
      response.writeHead(503, { ...closingHeaders(body, base), 'Retry-After': '1' }).end(body)
      return
    }
    response.once('socket', () => waiting.set(socket, (waiting.get(socket) ?? 1) - 1))
    app(request, response)
  }
}

function codeOf({ code }: NodeJS.ErrnoException): ErrorCode {
  if (code === 'HPE_HEADER_OVERFLOW') return 'CDS_HEADERS_TOO_LARGE'
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 'CDS_REQUEST_LATE'
  return 'CDS_HTTP_MALFORMED'
}

function outcomeText(code: ErrorCode): string {
  return JSON.stringify(outcomeOf(new CdsError(code)))
}

type Headers = Readonly<Record<string, string>>

function closingHeaders(body: string, base: Headers): Headers {
  return {
    ...base,
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(body)),
    'Cache-Control': 'no-store',
    Connection: 'close',
  }
}

/**
 * Answers on a connection whose bytes are no request, and closes it.
 *
 * @param newest the answer to the last request on it
 */
function answerRaw(
  socket: Socket,
  code: ErrorCode,
  newest: ServerResponse | undefined,
  base: Headers,
): void {
  // Where an answer has begun or belongs to an earlier request, another one would be taken for it.
  if (!socket.writable || (newest !== undefined && !mayAnswer(newest))) {
    socket.destroy()
    return
  }
  const { status } = new CdsError(code)
  const body = outcomeText(code)
  socket.end(
    [
      `HTTP/1.1 ${status} ${REASONS[status] ?? 'Bad Request'}`,
      ...Object.entries(closingHeaders(body, base)).map(([name, value]) => `${name}: ${value}`),
      ...(status === 405 ? ['Allow: GET, HEAD, POST, OPTIONS'] : []),
      '',
      body,
    ].join('\r\n'),
    // Nothing more is read, or the sender could keep the connection half open.
    () => socket.destroy(),
  )
}

/** What is wrong is in the newest request, unless that has come to its end: then it is behind it. */
function mayAnswer(newest: ServerResponse): boolean {
  if (newest.req.complete) return newest.writableFinished
  return !newest.headersSent && newest.socket !== null
}

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
}
