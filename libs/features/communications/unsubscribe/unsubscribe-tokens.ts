import { Injectable } from '@nestjs/common';
import { idFromBytes, idToBytes, type UserId } from '@platform/ids/ids';
import { BrokenSeal } from '@platform/vault/cipher/aes-gcm';
import { Vault } from '@platform/vault/vault';

const PLACE = { table: 'communications_delivery', column: 'unsubscribe' };
const ID_BYTES = 16;

export interface Unsubscription {
  readonly userId: UserId;
  readonly topics: readonly string[];
}

/**
 * The tokens of links that end the mails about some topics. They are sealed with the key of the user instead of being
 * stored, so each mail has one, and it stays valid as long as the account exists.
 */
@Injectable()
export class UnsubscribeTokens {
  constructor(private readonly vault: Vault) {}

  async tokenFor({ userId, topics }: Unsubscription): Promise<string> {
    const box = await this.vault.boxOf(userId);
    return Buffer.concat([idToBytes(userId), box.seal(PLACE, topics.join(' '))]).toString('base64url');
  }

  /** Undefined for a token that was not issued here, or whose account was erased. */
  async read(token: string): Promise<Unsubscription | undefined> {
    const bytes = Buffer.from(token, 'base64url');
    if (bytes.length <= ID_BYTES || bytes.toString('base64url') !== token) return undefined;
    const userId = idFromBytes<UserId>(bytes.subarray(0, ID_BYTES));
    const topics = await this.topicsIn(userId, bytes.subarray(ID_BYTES));
    return topics === undefined ? undefined : { userId, topics: topics.split(' ') };
  }

  private async topicsIn(userId: UserId, sealed: Buffer): Promise<string | undefined> {
    try {
      return (await this.vault.boxOf(userId)).open(PLACE, sealed);
    } catch (error) {
      if (error instanceof BrokenSeal) return undefined;
      throw error;
    }
  }
}
