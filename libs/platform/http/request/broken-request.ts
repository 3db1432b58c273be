import type { Socket } from 'node:net';
import type { InFlight } from './in-flight';

/**
 * Answers invalid HTTP directly on the socket, because no request object exists yet. If responses to earlier requests
 * on the connection are pending, the client would take this one for the first of them: then the connection is closed
 * after the last pending response instead.
 */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket, inFlight: InFlight): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  // The body is incomplete or malformed. Its handler must not wait for the rest, so the connection is destroyed.
  const isBodyBroken = inFlight.isOnlyBodyArriving(socket);
  if (!isBodyBroken && inFlight.endAfterLast(socket)) return;
  const [status, code, title] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? [431, 'request.headers_too_large', 'The request headers are too large']
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? [408, 'request.timeout', 'The request timed out']
        : [400, 'request.malformed', 'The request could not be parsed'];
  const body = JSON.stringify({ type: `urn:userkeep:problem:${code}`, title, status, code, instance: '' });
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\nContent-Type: application/problem+json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
    () => isBodyBroken && socket.destroy(),
  );
}
