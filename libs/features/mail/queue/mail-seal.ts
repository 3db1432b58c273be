import { Injectable } from '@nestjs/common';
import { parseEmail } from '@platform/email/email-address.rule';
import { Vault } from '@platform/vault/vault';
import type { UserId } from '@platform/ids/ids';

const PLACE = { table: 'mail_message', column: 'content' };
const MAX_BYTES = 8000;

export interface MailContent {
  readonly to: string;
  readonly values: Readonly<Record<string, string>>;
}

interface Owner {
  readonly id: string;
  readonly userId: UserId | null;
}

/**
 * Who a mail is for and what only that person may know, sealed with the user's key, or with the system's where there
 * is no user. Nothing counts what still depends on a system key, and therefore none is ever retired: a mail that
 * waits through a rotation can still be opened.
 */
@Injectable()
export class MailSeal {
  constructor(private readonly vault: Vault) {}

  async seal({ id, userId }: Owner, content: MailContent): Promise<Buffer> {
    // The id is in it as well: a user's key does not know one row of that user from another.
    const json = JSON.stringify({ id, ...content });
    if (Buffer.byteLength(json) > MAX_BYTES) throw new Error('The values of this mail are too large.');
    if (userId === null) return this.vault.sealSystem(PLACE, id, json);
    return (await this.vault.boxOf(userId)).seal(PLACE, json);
  }

  /** Undefined when the user's key is gone. */
  async open({ id, userId }: Owner, sealed: Buffer): Promise<MailContent | undefined> {
    const json =
      userId === null ? this.vault.openSystem(PLACE, id, sealed) : (await this.vault.boxOf(userId)).open(PLACE, sealed);
    if (json === undefined) return undefined;
    const { id: meant, to, values } = JSON.parse(json) as MailContent & { id: string };
    if (meant !== id) throw new Error('The content of this mail belongs to another one.');
    // Nothing but what our own parser makes of it reaches a mail server.
    if (parseEmail(to)?.address !== to) throw new Error('The recipient of this mail is not a valid address.');
    return { to, values };
  }
}
