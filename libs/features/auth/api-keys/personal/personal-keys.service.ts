import { Injectable } from '@nestjs/common';
import type { SessionPrincipal } from '@platform/access/principal';
import { Cursors } from '@platform/http/paging/cursors';
import type { PageQuery } from '@platform/http/paging/page';
import { Transactions } from '@platform/persistence/transactions';
import type { UserId, ApiKeyId } from '@platform/ids/ids';
import { SessionLock } from '../../sessions/session-lock';
import { ApiKeyConfig } from '../api-keys.config';
import { ApiKeyProblems } from '../api-keys.errors';
import { ApiKeyRepository, type StoredKey } from '../api-key.repository';
import { ApiKeys } from '../api-keys';
import { keyDtoOf } from '../key.dto';
import { daysOf, MAX_KEYS } from '../key-days.rule';
import type { CreatedPersonalKeyDto, NewPersonalKeyDto, PersonalKeyDto, PersonalKeyListDto } from './personal-keys.dto';

@Injectable()
export class PersonalKeysService {
  constructor(
    private readonly sessionLock: SessionLock,
    private readonly keys: ApiKeys,
    private readonly stored: ApiKeyRepository,
    private readonly cursors: Cursors,
    private readonly config: ApiKeyConfig,
    private readonly transactions: Transactions,
  ) {}

  async create(
    session: SessionPrincipal,
    { name, scopes, expiresInDays }: NewPersonalKeyDto,
  ): Promise<CreatedPersonalKeyDto> {
    const { userId } = session;
    const days = daysOf(expiresInDays, this.config.personalDays, this.config.personalMaxDays);
    const { stored, text } = await this.transactions.run(async () => {
      // The lock prevents concurrent requests from exceeding the limit.
      await this.sessionLock.lock(session);
      if ((await this.stored.countOf(userId)) >= MAX_KEYS) {
        throw ApiKeyProblems.too_many_api_keys({ parameters: { max: MAX_KEYS } });
      }
      return this.keys.create({ userId, madeBy: userId, name, rights: scopes, days });
    });
    return { ...dtoOf(stored), key: text };
  }

  async list(userId: UserId, { limit = 20, cursor }: PageQuery): Promise<PersonalKeyListDto> {
    const [before] = this.cursors.read('api-keys', { userId }, cursor) ?? [];
    const found = await this.stored.list(userId, before as string | undefined, limit + 1);
    const { rows, nextCursor } = this.cursors.page('api-keys', { userId }, found, limit, ({ id }) => [id]);
    return { items: rows.map(dtoOf), nextCursor };
  }

  async revoke(userId: UserId, id: ApiKeyId): Promise<void> {
    await this.transactions.run(() => this.keys.revoke(id, userId));
  }
}

function dtoOf(key: StoredKey): PersonalKeyDto {
  return { ...keyDtoOf(key), scopes: [...key.rights] };
}
