import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';

/** Where the connection breaks: the server never sees the COMMIT, or its answer never arrives. */
export type Cut = 'before' | 'after';

const HEADER = 4;
const COM_QUERY = 0x03;
const OK = 0x00;
const ERR = 0xff;
const MORE_ANSWERS = 0x0008;
const COMMIT = Buffer.from('COMMIT');

/** Stands between product and database and knows of the protocol where a packet begins, and what a COMMIT looks like. */
export class CommitCutter {
  /** How many were cut. */
  cuts = 0;
  private next: Cut | undefined;
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

  /** The same database, by way of here. */
  through(databaseUrl: string): string {
    const url = new URL(databaseUrl);
    url.searchParams.delete('socketPath');
    url.hostname = '127.0.0.1';
    url.port = String((this.server.address() as AddressInfo).port);
    return url.toString();
  }

  cutNext(cut: Cut): void {
    this.next = cut;
  }

  async stop(): Promise<void> {
    for (const socket of this.open) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(client: Socket): void {
    const database = connect(this.databaseSocket);
    let waiting = Buffer.alloc(0);
    let isMute = false;
    const hangUp = () => {
      client.destroy();
      database.destroy();
    };
    for (const socket of [client, database]) {
      this.open.add(socket);
      socket.on('error', hangUp).on('close', () => {
        this.open.delete(socket);
        hangUp();
      });
    }
    let unheard = Buffer.alloc(0);
    database.on('data', (data) => {
      if (!isMute) return void client.write(data);
      // Once the last of the answers has come, the COMMIT has been answered, and nobody hears it.
      unheard = Buffer.concat([unheard, data]);
      if (packetsOf(unheard).some(isLastAnswer)) hangUp();
    });
    client.on('data', (data) => {
      waiting = Buffer.concat([waiting, data]);
      for (const packet of packetsOf(waiting)) {
        waiting = waiting.subarray(packet.length);
        const cut = isCommit(packet) ? this.take() : undefined;
        if (cut === 'before') return hangUp();
        if (cut === 'after') isMute = true;
        database.write(packet);
      }
    });
  }

  private take(): Cut | undefined {
    const cut = this.next;
    this.next = undefined;
    if (cut) this.cuts++;
    return cut;
  }
}

/** Those that have come whole. */
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

/** By itself, or after the rows of a whole group of changes. */
function isCommit(packet: Buffer): boolean {
  return packet[HEADER] === COM_QUERY && packet.subarray(-COMMIT.length).equals(COMMIT);
}

/** An error, or an OK behind which no further answer follows. */
function isLastAnswer(packet: Buffer): boolean {
  if (packet[HEADER] === ERR) return true;
  const flagsAt = afterNumber(packet, afterNumber(packet, HEADER + 1));
  return packet[HEADER] === OK && (packet.readUInt16LE(flagsAt) & MORE_ANSWERS) === 0;
}

/** Numbers take one byte, or as many more as the first one says. */
function afterNumber(packet: Buffer, at: number): number {
  return at + ({ 0xfc: 3, 0xfd: 4, 0xfe: 9 }[packet[at] ?? 0] ?? 1);
}
