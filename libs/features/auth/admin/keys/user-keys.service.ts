import { Injectable } from '@nestjs/common';
import type { Caller } from '@platform/access/principal';
import type { PageQuery } from '@platform/http/paging/page';
import { Transactions } from '@platform/persistence/transactions';
import type { UserId, ApiKeyId } from '@platform/ids/ids';
import { ApiKeys } from '../../api-keys/api-keys';
import type { PersonalKeyListDto } from '../../api-keys/personal/personal-keys.dto';
import { PersonalKeysService } from '../../api-keys/personal/personal-keys.service';
import { ManagedUser } from '../managed-user';

@Injectable()
export class UserKeysService {
  constructor(
    private readonly access: ManagedUser,
    private readonly listed: PersonalKeysService,
    private readonly keys: ApiKeys,
    private readonly transactions: Transactions,
  ) {}

  async list(userId: UserId, page: PageQuery): Promise<PersonalKeyListDto> {
    await this.access.require(userId);
    return this.listed.list(userId, page);
  }

  async revoke(by: Caller, userId: UserId, keyId: ApiKeyId): Promise<void> {
    await this.transactions.run(async () => {
      await this.access.requireToChange(by, userId);
      await this.keys.revoke(keyId, userId);
    });
  }
}
