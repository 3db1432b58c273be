import { Injectable } from '@nestjs/common';
import type { UserId } from '@platform/ids/ids';
import { DEFAULT_POLICY, type ErasurePolicies } from './erasure-policy';
import type { ImportedItem, ImportSource, UserDataItem } from './user-data-item';
import { UserDataRegistry } from './user-data-registry';

export interface ExportedItem {
  readonly provider: string;
  readonly item: UserDataItem;
}

/** Exports, imports, erases and reassigns the data of one user with all providers. */
@Injectable()
export class UserDataWalk {
  constructor(private readonly registry: UserDataRegistry) {}

  async *export(userId: UserId): AsyncGenerator<ExportedItem> {
    for (const provider of this.registry.providers())
      for await (const item of provider.export(userId)) yield { provider: provider.name, item };
  }

  async import(
    userId: UserId,
    { provider, item }: ExportedItem,
    source: ImportSource = 'export',
  ): Promise<ImportedItem> {
    const found = this.registry.provider(provider);
    return found
      ? found.import(userId, item, source)
      : { skipped: `There is no user-data provider named ${provider}.` };
  }

  /** Safe to repeat. Destroys the user's key first. */
  async erase(userId: UserId, policies: ErasurePolicies = new Map()): Promise<void> {
    for (const provider of this.registry.providers())
      await provider.erase(userId, policies.get(provider.name) ?? DEFAULT_POLICY);
  }

  /** Safe to repeat. */
  async reassign(from: UserId, to: UserId): Promise<void> {
    for (const provider of this.registry.providers()) await provider.reassign(from, to);
  }
}
