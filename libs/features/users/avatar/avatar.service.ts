import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { UserPrincipal } from '@platform/access/principal';
import { RequestProblems } from '@platform/errors/platform.errors';
import { Events } from '@platform/event-log/events';
import { FileStore } from '@platform/files/file-store';
import type { Download } from '@platform/http/downloads/downloads';
import type { Versioned } from '@platform/http/serialization/document';
import type { ExpectedVersion } from '@platform/http/serialization/if-match';
import type { Upload } from '@platform/http/uploads/upload';
import { Transactions } from '@platform/persistence/transactions';
import type { UserId } from '@platform/ids/ids';
import { AccountRepository } from '../account/account.repository';
import { AccountService } from '../account/account.service';
import type { MeDto } from '../account/me.dto';
import { AvatarChanged } from '../users.events';
import { AvatarCleaner } from './avatar-cleaner';
import { AvatarEncoder } from './avatar-encoder';
import { MAX_UPLOAD_BYTES } from './avatar-limits.rule';

/** A URL always serves the same image, and other sites may embed it. */
const HEADERS = {
  'cache-control': 'public, max-age=31536000, immutable',
  'cross-origin-resource-policy': 'cross-origin',
};

@Injectable()
export class AvatarService {
  constructor(
    private readonly accounts: AccountRepository,
    private readonly account: AccountService,
    private readonly encoder: AvatarEncoder,
    private readonly cleaner: AvatarCleaner,
    private readonly files: FileStore,
    private readonly events: Events,
    private readonly transactions: Transactions,
  ) {}

  async set(
    { userId, roles }: UserPrincipal,
    upload: Upload,
    expected: ExpectedVersion | undefined,
  ): Promise<Versioned<MeDto>> {
    await this.replace(userId, await upload.collect(MAX_UPLOAD_BYTES), upload.type, expected);
    return this.account.me(userId, roles);
  }

  async replace(userId: UserId, picture: Buffer, type: string, expected?: ExpectedVersion): Promise<void> {
    const encoded = await this.encoder.encode(picture, type);
    const file = randomBytes(16).toString('hex');
    await this.cleaner.removeUnlessUsed({ file });
    await this.files.put(file, encoded);
    await this.transactions.run(() => this.setFile(userId, file, expected));
  }

  async remove(userId: UserId): Promise<void> {
    await this.transactions.run(() => this.setFile(userId, null));
  }

  /** Serves only the current picture, so that an old URL does not return a removed one. */
  async download(userId: UserId, file: string): Promise<Download> {
    const account = await this.accounts.byId(userId);
    if (account?.state !== 'active' || account.avatarFile !== file) throw RequestProblems.not_found();
    return { file, type: 'image/webp', disposition: 'inline', headers: HEADERS };
  }

  /** Sets or removes the picture of the account. */
  private async setFile(userId: UserId, file: string | null, expected?: ExpectedVersion): Promise<void> {
    const account = await this.accounts.lock(userId);
    if (!account) throw RequestProblems.not_found();
    expected?.refuseOther(account.version);
    const previous = account.avatarFile;
    if (previous === file) return;
    await this.accounts.update(account, { avatarFile: file });
    await this.events.publish(
      AvatarChanged.of({ subject: userId, changes: { avatar: { before: previous, after: file } } }),
    );
    if (previous) await this.cleaner.removeAfterCommit({ file: previous });
  }
}
