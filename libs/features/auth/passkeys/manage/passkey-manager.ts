import { Injectable } from '@nestjs/common';
import { RequestProblems } from '@platform/errors/platform.errors';
import { Events } from '@platform/event-log/events';
import { Cursors } from '@platform/http/paging/cursors';
import type { PageQuery } from '@platform/http/paging/page';
import { Transactions } from '@platform/persistence/transactions';
import type { Box } from '@platform/vault/sealing/box';
import { Vault } from '@platform/vault/vault';
import type { UserId } from '@platform/ids/ids';
import { SignInCredentials } from '../../credentials/sign-in-credentials';
import { PasskeyRepository, type Passkey } from '../passkey.repository';
import { PasskeyRemoved, PasskeyRenamed } from '../passkeys.events';
import type { PasskeyDto, PasskeyListDto } from './passkeys.dto';
import type { PasskeyId } from '../passkey-id';

export const NAME_PLACE = { table: 'auth_passkey', column: 'name_sealed' };

@Injectable()
export class PasskeyManager {
  constructor(
    private readonly passkeys: PasskeyRepository,
    private readonly signInCredentials: SignInCredentials,
    private readonly vault: Vault,
    private readonly cursors: Cursors,
    private readonly events: Events,
    private readonly transactions: Transactions,
  ) {}

  async list(userId: UserId, { limit = 20, cursor }: PageQuery): Promise<PasskeyListDto> {
    const [before] = this.cursors.read('passkeys', {}, cursor) ?? [];
    const found = await this.passkeys.list(userId, before as string | undefined, limit + 1);
    const { rows, nextCursor } = this.cursors.page('passkeys', {}, found, limit, ({ id }) => [id]);
    const box = await this.vault.boxOf(userId);
    return { items: rows.map((passkey) => dtoOf(passkey, box)), nextCursor };
  }

  async one(id: PasskeyId, userId: UserId): Promise<PasskeyDto> {
    const passkey = await this.passkeys.find(id, userId);
    if (!passkey) throw RequestProblems.not_found();
    return dtoOf(passkey, await this.vault.boxOf(userId));
  }

  async rename(id: PasskeyId, userId: UserId, name: string): Promise<PasskeyDto> {
    const nameSealed = (await this.vault.boxOf(userId)).seal(NAME_PLACE, name);
    return this.transactions.run(async () => {
      if (!(await this.passkeys.rename(id, userId, nameSealed))) throw RequestProblems.not_found();
      await this.events.publish(PasskeyRenamed.of({ subject: userId, facts: { passkeyId: id } }));
      return this.one(id, userId);
    });
  }

  async remove(id: PasskeyId, userId: UserId): Promise<void> {
    await this.transactions.run(async () => {
      await this.signInCredentials.lock(userId);
      // The passkey is looked up first, so that another user's passkey gives 404 instead of the error about the only
      // sign-in method.
      if (!(await this.passkeys.find(id, userId))) throw RequestProblems.not_found();
      await this.signInCredentials.refuseLastMethod(userId);
      if (!(await this.passkeys.remove(id, userId))) throw RequestProblems.not_found();
      await this.events.publish(PasskeyRemoved.of({ subject: userId, facts: { count: 1, passkeyId: id } }));
    });
  }
}

function dtoOf({ id, transports, backedUp, nameSealed, createdAt, lastUsedAt }: Passkey, box: Box): PasskeyDto {
  return {
    id,
    name: box.open(NAME_PLACE, nameSealed) ?? '',
    backedUp,
    transports: [...transports],
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  };
}
