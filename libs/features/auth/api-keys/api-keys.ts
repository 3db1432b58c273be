import { Injectable } from '@nestjs/common';
import { hashOfToken } from '@platform/access/opaque-token.rule';
import { RequestProblems } from '@platform/errors/platform.errors';
import { Events } from '@platform/event-log/events';
import { newId, type UserId, type ApiKeyId } from '@platform/ids/ids';
import { ApiKeyCreated, ApiKeyRevoked } from './api-keys.events';
import { ApiKeyRepository, type NewKey, type StoredKey } from './api-key.repository';
import { newKeyText, visiblePartOf } from './key-text.rule';

export type NewKeyOptions = Pick<NewKey, 'userId' | 'madeBy' | 'name' | 'rights' | 'days'>;

/** A new key and its text, which is not stored. */
export interface CreatedKey {
  readonly stored: StoredKey;
  readonly text: string;
}

/** Creates and revokes the keys of users and backends, in the transaction of the caller. */
@Injectable()
export class ApiKeys {
  constructor(
    private readonly keys: ApiKeyRepository,
    private readonly events: Events,
  ) {}

  async create(options: NewKeyOptions): Promise<CreatedKey> {
    const [id, text] = [newId<ApiKeyId>(), newKeyText()];
    const rights = [...new Set(options.rights)].sort();
    await this.keys.insert({ ...options, id, rights, keyHash: hashOfToken(text), prefix: visiblePartOf(text) });
    await this.events.publish(ApiKeyCreated.of({ subject: options.userId, facts: { keyId: id, rights } }));
    const stored = await this.keys.find(id);
    if (!stored) throw RequestProblems.not_found();
    return { stored, text };
  }

  /** The user who created the key; undefined if the key was deleted. */
  async makerOf(id: ApiKeyId): Promise<UserId | undefined> {
    return (await this.keys.find(id))?.madeBy;
  }

  async revoke(id: ApiKeyId, userId: UserId | null): Promise<void> {
    if (!(await this.keys.remove(id, userId))) throw RequestProblems.not_found();
    await this.events.publish(ApiKeyRevoked.of({ subject: userId, facts: { keyId: id } }));
  }
}
