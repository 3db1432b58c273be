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
 * Seals the recipient and values of a mail with the user's key, or with the system key if there is no user. System keys
 * are never retired, because their uses are not counted, so waiting mails can be opened after a rotation.
 */
@Injectable()
export class MailSeal {
  constructor(private readonly vault: Vault) {}

  async seal({ id, userId }: Owner, content: MailContent): Promise<Buffer> {
    // The sealed text contains the ID, because the user's key does not bind it to a row.
    const json = JSON.stringify({ id, ...content });
    if (Buffer.byteLength(json) > MAX_BYTES) throw new Error('The values of this mail are too large.');
    if (userId === null) return this.vault.sealSystem(PLACE, id, json);
    return (await this.vault.boxOf(userId)).seal(PLACE, json);
  }

  /** Returns undefined if the user's key was destroyed. */
  async open({ id, userId }: Owner, sealed: Buffer): Promise<MailContent | undefined> {
    const json =
      userId === null ? this.vault.openSystem(PLACE, id, sealed) : (await this.vault.boxOf(userId)).open(PLACE, sealed);
    if (json === undefined) return undefined;
    const { id: sealedId, to, values } = JSON.parse(json) as MailContent & { id: string };
    if (sealedId !== id) throw new Error('The content of this mail belongs to another mail.');
    // Only addresses that the parser accepts are passed to a mail server.
    if (parseEmail(to)?.address !== to) throw new Error('The recipient of this mail is not a valid address.');
    return { to, values };
  }
}
