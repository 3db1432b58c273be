import { Injectable } from '@nestjs/common';
import type { SessionPrincipal } from '@platform/access/principal';
import { Cursors } from '@platform/http/paging/cursors';
import type { PageQuery } from '@platform/http/paging/page';
import { Transactions } from '@platform/persistence/transactions';
import { CurrentRights, KnownPermissions, PermissionHolders, refuseBeyond } from '@features/access';
import type { ApiKeyId } from '@platform/ids/ids';
import { ApiKeyConfig } from '../api-keys.config';
import { WRITE_API_KEYS } from '../api-keys.permissions';
import { ApiKeyRepository, type StoredKey } from '../api-key.repository';
import { ApiKeys } from '../api-keys';
import { keyDtoOf } from '../key.dto';
import { daysOf } from '../key-days.rule';
import type { CreatedServiceKeyDto, NewServiceKeyDto, ServiceKeyDto, ServiceKeyListDto } from './service-keys.dto';

@Injectable()
export class ServiceKeysService {
  constructor(
    private readonly keys: ApiKeys,
    private readonly known: KnownPermissions,
    private readonly rights: CurrentRights,
    permissionHolders: PermissionHolders,
    private readonly stored: ApiKeyRepository,
    private readonly cursors: Cursors,
    private readonly config: ApiKeyConfig,
    private readonly transactions: Transactions,
  ) {
    permissionHolders.register({ holds: (permission) => stored.anyServiceKeyHolds(permission) });
  }

  /** Permissions are listed by name, because a key with all permissions would also get those of future features. */
  async create(
    by: SessionPrincipal,
    { name, permissions, expiresInDays }: NewServiceKeyDto,
  ): Promise<CreatedServiceKeyDto> {
    const days = daysOf(expiresInDays, this.config.serviceDays, this.config.serviceMaxDays);
    const { stored, text } = await this.transactions.run(async () => {
      await this.known.refuseUnknown(permissions);
      refuseBeyond(await this.rights.lock(by, WRITE_API_KEYS), permissions);
      return this.keys.create({ userId: null, madeBy: by.userId, name, rights: permissions, days });
    });
    return { ...dtoOf(stored), key: text };
  }

  async list({ limit = 20, cursor }: PageQuery): Promise<ServiceKeyListDto> {
    const [before] = this.cursors.read('service-keys', {}, cursor) ?? [];
    const found = await this.stored.list(null, before as string | undefined, limit + 1);
    const { rows, nextCursor } = this.cursors.page('service-keys', {}, found, limit, ({ id }) => [id]);
    return { items: rows.map(dtoOf), nextCursor };
  }

  async revoke(id: ApiKeyId): Promise<void> {
    await this.transactions.run(() => this.keys.revoke(id, null));
  }
}

function dtoOf(key: StoredKey): ServiceKeyDto {
  return { ...keyDtoOf(key), permissions: [...key.rights], createdBy: key.madeBy };
}
