import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FromSmsService, SmsCall, ToSmsService } from './sms-service';

/** A service with the API of Twilio, in a separate process. It refuses calls on request. */
const calls: SmsCall[] = [];
let refusal: ToSmsService['refusal'];

async function received(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  const form = Object.fromEntries(new URLSearchParams(Buffer.concat(parts).toString()));
  calls.push({ path: incoming.url ?? '', authorization: incoming.headers.authorization, form });
  if (refusal === 'silent') return;
  const answer = refusal
    ? { code: refusal.code, message: `Refused for ${form.To}`, status: refusal.status }
    : { sid: `SM${'0'.repeat(32)}`, status: 'queued', to: form.To, body: form.Body };
  response
    .writeHead(refusal ? refusal.status : 201, { 'content-type': 'application/json' })
    .end(JSON.stringify(answer));
}

const server = createServer((incoming, response) => void received(incoming, response));

server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.on('message', (message) => {
    const { id, refusal: wanted, clears } = message as ToSmsService;
    if (wanted !== undefined || clears) refusal = wanted;
    process.send?.({ id, port, calls } satisfies FromSmsService);
    if (clears) calls.length = 0;
  });
  process.send?.({ id: 0, port, calls } satisfies FromSmsService);
});
