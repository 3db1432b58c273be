import { Injectable } from '@nestjs/common';
import { PersonalReads } from '@platform/access/personal-reads';
import type { Caller } from '@platform/access/principal';
import { RequestProblems } from '@platform/errors/platform.errors';
import { Versioned } from '@platform/http/serialization/document';
import type { ExpectedVersion } from '@platform/http/serialization/if-match';
import { Transactions } from '@platform/persistence/transactions';
import type { UserId } from '@platform/ids/ids';
import { AccountRepository } from '../account/account.repository';
import type { Actor } from '@platform/access/field-access.rule';
import type { ChangePersonalDto, PersonalDto } from '../personal/personal.dto';
import { PersonalService } from '../personal/personal.service';
import { onlyChanged } from '../personal/personal-document.rule';
import { READ_PERSONAL } from '../users.permissions';
import { MoreRights } from './more-rights';

@Injectable()
export class AdminPersonalService {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly personal: PersonalService,
    private readonly moreRights: MoreRights,
    private readonly reads: PersonalReads,
    private readonly transactions: Transactions,
  ) {}

  async read(by: Caller, userId: UserId): Promise<Versioned<PersonalDto>> {
    const document = await this.personal.read(actorOf(by), userId);
    await this.reads.record(by, [userId]);
    return document;
  }

  async change(
    by: Caller,
    userId: UserId,
    patch: ChangePersonalDto,
    expected: ExpectedVersion | undefined,
  ): Promise<Versioned<PersonalDto>> {
    return this.transactions.run(async () => {
      const changed = await this.write(by, userId, patch, expected);
      if (!by.permissions.has(READ_PERSONAL)) return new Versioned(onlyChanged(changed.body, patch), changed.version);
      await this.reads.record(by, [userId]);
      return changed;
    });
  }

  /** Changes the document. No access is recorded, so the result must not be in a response. */
  async write(
    by: Caller,
    userId: UserId,
    patch: ChangePersonalDto,
    expected: ExpectedVersion | undefined,
  ): Promise<Versioned<PersonalDto>> {
    return this.transactions.run(async () => {
      if (!(await this.accounts.lock(userId))) throw RequestProblems.not_found();
      await this.moreRights.refuse(by, userId);
      return this.personal.change(actorOf(by), userId, patch, expected);
    });
  }
}

function actorOf({ kind }: Caller): Actor {
  return kind === 'app' ? 'app' : 'admin';
}
