import type { Socket } from 'node:net';
import type { InFlight } from './in-flight';

/**
 * What is not even HTTP is answered on the socket: there is no request yet to answer. Where earlier requests of the
 * same connection are still to be answered, the client would take this for the answer to the first of them; so they
 * are answered, and what came after them is not.
 */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket, inFlight: InFlight): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  if (inFlight.endAfterLast(socket)) return;
  const [status, code, title] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? [431, 'request.headers_too_large', 'The headers are too large']
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? [408, 'request.timeout', 'The request took too long to arrive']
        : [400, 'request.malformed', 'The request could not be read'];
  const body = JSON.stringify({ type: `urn:userkeep:problem:${code}`, title, status, code, instance: '' });
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\nContent-Type: application/problem+json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
