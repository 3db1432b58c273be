import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';

/** Where the connection breaks: before the server receives the COMMIT, or after it, so that the answer never arrives. */
export type Cut = 'before' | 'after';

const HEADER = 4;
const COM_QUERY = 0x03;
const OK = 0x00;
const ERR = 0xff;
const MORE_RESULTS = 0x0008;
const COMMIT = Buffer.from('COMMIT');

/** A proxy between product and database. It knows where a packet of the protocol begins and what a COMMIT looks like. */
export class CommitCutter {
  /** The number of connections that were cut. */
  cuts = 0;
  private next: { readonly cut: Cut; readonly of: Buffer } | undefined;
  private readonly open = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly databaseSocket: string,
  ) {
    server.on('connection', (client) => this.join(client));
  }

  static async start(databaseSocket: string): Promise<CommitCutter> {
    const server = createServer();
    const cutter = new CommitCutter(server, databaseSocket);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return cutter;
  }

  /** The URL of the same database through this proxy. */
  through(databaseUrl: string): string {
    const url = new URL(databaseUrl);
    url.searchParams.delete('socketPath');
    url.hostname = '127.0.0.1';
    url.port = String((this.server.address() as AddressInfo).port);
    return url.toString();
  }

  /** With `of`, cuts the next COMMIT in a message that contains this text. */
  cutNext(cut: Cut, of = ''): void {
    this.next = { cut, of: Buffer.from(of) };
  }

  async stop(): Promise<void> {
    for (const socket of this.open) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(client: Socket): void {
    const database = connect(this.databaseSocket);
    let waiting = Buffer.alloc(0);
    let isCutAfterCommit = false;
    const closeConnection = () => {
      client.destroy();
      database.destroy();
    };
    for (const socket of [client, database]) {
      this.open.add(socket);
      socket.on('error', closeConnection).on('close', () => {
        this.open.delete(socket);
        closeConnection();
      });
    }
    let unsent = Buffer.alloc(0);
    database.on('data', (data) => {
      if (!isCutAfterCommit) return void client.write(data);
      // The last result means that the server has answered the COMMIT; the client never receives this answer.
      unsent = Buffer.concat([unsent, data]);
      if (packetsOf(unsent).some(isLastResult)) closeConnection();
    });
    client.on('data', (data) => {
      waiting = Buffer.concat([waiting, data]);
      for (const packet of packetsOf(waiting)) {
        waiting = waiting.subarray(packet.length);
        const cut = isCommit(packet) ? this.take(packet) : undefined;
        if (cut === 'before') return closeConnection();
        if (cut === 'after') isCutAfterCommit = true;
        database.write(packet);
      }
    });
  }

  private take(packet: Buffer): Cut | undefined {
    if (!this.next || !packet.includes(this.next.of)) return undefined;
    const { cut } = this.next;
    this.next = undefined;
    this.cuts++;
    return cut;
  }
}

/** The packets that have arrived completely. */
function packetsOf(bytes: Buffer): Buffer[] {
  const packets: Buffer[] = [];
  let at = 0;
  while (bytes.length - at >= HEADER) {
    const end = at + HEADER + bytes.readUIntLE(at, 3);
    if (end > bytes.length) break;
    packets.push(bytes.subarray(at, end));
    at = end;
  }
  return packets;
}

/** A COMMIT arrives alone, or after the statements of a group of changes. */
function isCommit(packet: Buffer): boolean {
  return packet[HEADER] === COM_QUERY && packet.subarray(-COMMIT.length).equals(COMMIT);
}

/** An error, or an OK without the flag that announces another result. */
function isLastResult(packet: Buffer): boolean {
  if (packet[HEADER] === ERR) return true;
  const flagsAt = afterInteger(packet, afterInteger(packet, HEADER + 1));
  return packet[HEADER] === OK && (packet.readUInt16LE(flagsAt) & MORE_RESULTS) === 0;
}

/** The position after a length-encoded integer: it takes one byte, or more as its first byte says. */
function afterInteger(packet: Buffer, at: number): number {
  return at + ({ 0xfc: 3, 0xfd: 4, 0xfe: 9 }[packet[at] ?? 0] ?? 1);
}
