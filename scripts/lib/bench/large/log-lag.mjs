// How long after a change its event reaches a consumer, measured in the file of the SIEM consumer.
import fs from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

const LOOK_MS = 1;

/** Reads the lines that are added to a file, and notes how long after each event its line appeared. */
export class LagReader {
  constructor(file) {
    this.file = file;
    this.lags = [];
    this.rest = '';
    this.decoder = new StringDecoder('utf8');
    this.offset = fs.existsSync(file) ? fs.statSync(file).size : 0;
  }

  start() {
    this.timer = setInterval(() => this.look(), LOOK_MS);
  }

  stop() {
    clearInterval(this.timer);
    this.look();
  }

  look() {
    if (!fs.existsSync(this.file)) return;
    this.descriptor ??= fs.openSync(this.file, 'r');
    const buffer = Buffer.alloc(1 << 20);
    const read = fs.readSync(this.descriptor, buffer, 0, buffer.length, this.offset);
    if (read === 0) return;
    this.offset += read;
    const now = Date.now();
    const lines = (this.rest + this.decoder.write(buffer.subarray(0, read))).split('\n');
    this.rest = lines.pop();
    for (const line of lines) this.lags.push(now - Date.parse(JSON.parse(line).at));
  }

  /** { events, p50, p99 } in milliseconds. */
  result() {
    const sorted = this.lags.toSorted((a, b) => a - b);
    const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
    return { events: sorted.length, p50: at(0.5), p99: at(0.99) };
  }
}
