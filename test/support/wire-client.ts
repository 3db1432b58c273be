import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A client that sends any bytes, valid or not, and returns the responses. */
export class WireClient {
  received = '';
  readonly ended: Promise<void>;

  private constructor(readonly socket: Socket) {
    socket.on('data', (chunk) => (this.received += chunk.toString('latin1')));
    socket.on('error', () => undefined);
    this.ended = new Promise((resolve) => socket.on('close', () => resolve()));
  }

  static async to(url: string): Promise<WireClient> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    return new WireClient(socket);
  }

  /** Resolves once the bytes are sent or the connection is closed. */
  send(data: string | Uint8Array): Promise<void> {
    return new Promise((resolve) => this.socket.write(data, () => resolve()));
  }

  post(path: string, headers: Readonly<Record<string, string | number>>): Promise<void> {
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    return this.send(`POST ${path} HTTP/1.1\r\nHost: x\r\n${lines.join('')}\r\n`);
  }

  async chunk(data: Uint8Array): Promise<void> {
    await this.send(Buffer.concat([Buffer.from(`${data.length.toString(16)}\r\n`), data, Buffer.from('\r\n')]));
  }

  /** Waits for this many responses, and returns the status of each. */
  async statuses(count: number): Promise<number[]> {
    const found = () => [...this.received.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
    while (found().length < count && !this.socket.destroyed)
      await Promise.race([once(this.socket, 'data').catch(() => undefined), this.ended]);
    return found();
  }
}
