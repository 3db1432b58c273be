import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { callerIdOf } from '@platform/access/principal';
import { currentWork } from '@platform/context/work-context';
import { RequestProblems } from '@platform/errors/platform.errors';
import { Keyring } from '@platform/vault/keyring/keyring';
import { keyedHash } from '@platform/vault/keyed-hash';

const MAC_BYTES = 16;
export type Position = readonly (string | number)[];

/** Opaque, authenticated positions in a list, valid only for the same list, filters and caller. */
@Injectable()
export class Cursors {
  constructor(private readonly keyring: Keyring) {}

  write(list: string, filters: object, position: Position): string {
    const payload = Buffer.from(JSON.stringify(position));
    const mac = this.mac(this.keyring.current('cursor').secret, list, filters, payload);
    return Buffer.concat([mac, payload]).toString('base64url');
  }

  /** Throws unless the cursor was created for the same list, filters and caller. */
  read(list: string, filters: object, cursor: string | undefined): Position | undefined {
    if (cursor === undefined) return undefined;
    const bytes = Buffer.from(cursor, 'base64url');
    const [mac, payload] = [bytes.subarray(0, MAC_BYTES), bytes.subarray(MAC_BYTES)];
    const isAuthentic =
      mac.length === MAC_BYTES &&
      this.keyring.live('cursor').some((key) => timingSafeEqual(mac, this.mac(key.secret, list, filters, payload)));
    if (!isAuthentic) throw RequestProblems.invalid_cursor();
    return JSON.parse(payload.toString('utf8')) as Position;
  }

  /** Returns the first `limit` rows and the cursor of the next page. The caller must query `limit + 1` rows. */
  page<T>(list: string, filters: object, rows: readonly T[], limit: number, positionOf: (row: T) => Position) {
    const pageRows = rows.slice(0, limit);
    const last = pageRows[pageRows.length - 1];
    const hasMore = rows.length > limit && last !== undefined;
    return { rows: pageRows, nextCursor: hasMore ? this.write(list, filters, positionOf(last)) : null };
  }

  private mac(key: Buffer, list: string, filters: object, payload: Buffer): Buffer {
    const caller = callerIdOf(currentWork()?.principal) ?? '';
    const bound = JSON.stringify([
      list,
      caller,
      Object.entries(filters)
        .filter(([, value]) => value !== undefined)
        .sort(),
    ]);
    return keyedHash(key, bound, '\0', payload).subarray(0, MAC_BYTES);
  }
}
