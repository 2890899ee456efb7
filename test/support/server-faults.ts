import type { ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'
import type { Fault } from './fhir-faults.ts'

const MIB = 1024 * 1024
const JSON_TYPE = { 'content-type': 'application/fhir+json' }
/** Made beforehand: to compress it takes longer than the tests' time limits. */
const BOMB = gzipSync(Buffer.alloc(64 * MIB, ' '))

/** Faults below or beside FHIR, in addition to the named ones of `fhir-faults.ts`. */
export const serverFaults = {
  /** The server's half of the connection ends; nothing was answered. */
  halfOpen: (response) => void response.socket?.end(),
  /** Headers come, one after the other, without end. */
  drippingHead: (response) => onWire(response, 'HTTP/1.1 200 OK\r\n', 'x: y\r\n'),
  /** "Wait", again and again. */
  onlyInterim: (response) => onWire(response, '', 'HTTP/1.1 102 Processing\r\n\r\n'),
  /** A chunk that is announced and comes by the byte. */
  drippingChunk: (response) =>
    onWire(
      response,
      'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nffffff\r\n{',
      ' ',
    ),
  notHttp: (response) => void response.socket?.end('220 mail.example ESMTP\r\n'),
  /** Chunked, and the connection breaks before the last chunk. */
  brokenChunks: (response) =>
    void response.writeHead(200, JSON_TYPE).write('{"resourceType":"Bundle",', () => {
      response.socket?.resetAndDestroy()
    }),
  shortLength: (response) =>
    void response.socket?.end(
      'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{"resourceType":"Bundle"}',
    ),
  /** 6 MiB of blanks before a resource. */
  huge: (response) => send(response, `${' '.repeat(6 * MIB)}{"resourceType":"Bundle"}`),
  /** 64 MiB of blanks in about 64 KiB. */
  gzipBomb: (response) =>
    void response.writeHead(200, { ...JSON_TYPE, 'content-encoding': 'gzip' }).end(BOMB),
  /** A million lists in one another. */
  deep: (response) =>
    send(response, `{"resourceType":"Bundle","x":${'['.repeat(1e6)}${']'.repeat(1e6)}}`),
  manyMembers: (response) =>
    send(response, `{"resourceType":"Bundle","x":[${'0,'.repeat(200_000)}0]}`),
  prototype: (response) =>
    send(response, '{"resourceType":"Bundle","__proto__":{"type":"searchset"}}'),
  notUtf8: (response) =>
    void response
      .writeHead(200, JSON_TYPE)
      .end(Buffer.from('{"resourceType":"Bundle","id":"\xe9"}', 'latin1')),
  list: (response) => send(response, '[]'),
  noType: (response) => send(response, '{"entry":[]}'),
  outcome: (response) =>
    send(
      response,
      '{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"timeout"}]}',
    ),
} as const satisfies Readonly<Record<string, Exclude<Fault, string | number>>>

function send(response: ServerResponse, body: string): void {
  response.writeHead(200, JSON_TYPE).end(body)
}

/** Writes to the socket itself: a beginning, then a piece now and then, for ever. */
function onWire({ socket }: ServerResponse, beginning: string, piece: string): void {
  if (socket === null) return
  socket.write(beginning)
  const drops = setInterval(() => socket.write(piece), 20)
  socket.once('close', () => clearInterval(drops))
}
