import { Injectable } from '@nestjs/common';
import { UserReader, UserRegistrar, type AccountState } from '@features/users';
import { systemWork, withWork } from '@platform/context/work-context';
import { wordField } from '@platform/errors/wording';
import { parseGuarded, RefusedJson } from '@platform/http/body/json-guard.rule';
import { newId, type UserId } from '@platform/ids/ids';
import { Transactions } from '@platform/persistence/transactions';
import { isFile, type ImportedItem, type UserDataItem } from '@platform/user-data/user-data-item';
import { UserDataWalk } from '@platform/user-data/user-data-walk';
import type { ArchiveReader } from '../archive/archive-reader';
import type { Manifest, ManifestEntry } from '../archive/manifest';
import { recordsIn } from '../archive/record-lines';
import { KindComparison } from './import-comparison';
import type { ChangedKind, ChangedValue, ImportedKind, ImportReport, LeftOutField } from './import-report';

const MAX_LEFT_OUT = 1000;

/**
 * Brings a verified export into an account of this installation, one item after another. A repeated import adds nothing
 * twice: rows get IDs that are computed from those of the export, and everything else replaces what it has set before.
 */
@Injectable()
export class ExportImport {
  constructor(
    private readonly walk: UserDataWalk,
    private readonly users: UserReader,
    private readonly registrar: UserRegistrar,
    private readonly transactions: Transactions,
  ) {}

  async stateOf(userId: UserId): Promise<AccountState | undefined> {
    return this.users.stateOf(userId);
  }

  /** The owner of the address sets a password with the recovery of the account. */
  async createAccount(email: string): Promise<UserId> {
    return withWork(systemWork('import-export', newId()), async () => {
      const draft = await this.registrar.prepare({ email, by: 'import' });
      try {
        await this.transactions.run(() => this.registrar.create(draft));
      } catch (error) {
        await this.registrar.abandonRefused(draft, error);
        throw error;
      }
      return draft.id;
    });
  }

  async run(
    archive: ArchiveReader,
    manifest: Manifest,
    userId: UserId,
    onProgress: (items: number) => void = () => undefined,
  ): Promise<ImportReport> {
    return withWork(systemWork('import-export', newId()), async () => {
      const leftOut: LeftOutField[] = [];
      const kinds = await this.importAll(archive, manifest, { userId, leftOut }, onProgress);
      const changedValues: ChangedValue[] = [];
      const changed = await this.compare(archive, manifest, { userId, kinds, changedValues });
      const { exportId, userId: exportedUserId } = manifest;
      return { exportId, exportedUserId, userId, kinds, leftOut, changed, changedValues };
    });
  }

  private async importAll(
    archive: ArchiveReader,
    { entries }: Manifest,
    { userId, leftOut }: { userId: UserId; leftOut: LeftOutField[] },
    onProgress: (items: number) => void,
  ): Promise<ImportedKind[]> {
    const kinds = new Map<string, ImportedKind>();
    let items = 0;
    for (const entry of entries) {
      const { provider = '', path } = entry;
      let record = 0;
      for await (const item of itemsOf(archive, entry)) {
        record++;
        const kind = kindIn(kinds, provider, item.kind);
        const outcome =
          'refused' in item ? { skipped: item.refused } : await this.walk.import(userId, { provider, item });
        count(kind, outcome);
        const faults = typeof outcome === 'object' && 'leftOut' in outcome ? outcome.leftOut : [];
        for (const fault of faults.slice(0, MAX_LEFT_OUT - leftOut.length))
          leftOut.push({ path, record, ...wordField(fault, 'en') });
        onProgress(++items);
      }
    }
    return [...kinds.values()];
  }

  /** Exports the account again and compares the records of the kinds that were imported. */
  private async compare(
    archive: ArchiveReader,
    { entries, userId: exported }: Manifest,
    { userId, kinds, changedValues }: { userId: UserId; kinds: readonly ImportedKind[]; changedValues: ChangedValue[] },
  ): Promise<ChangedKind[]> {
    const comparisons = new Map<string, KindComparison>();
    for (const { provider, kind, imported } of kinds) {
      const entry = entries.find((each) => each.role === 'records' && each.provider === provider && each.kind === kind);
      if (imported === 0 || !entry) continue;
      const before = recordsIn(archive.read(entry.path), entry.path);
      const accounts = { exported, userId };
      comparisons.set(keyOf(provider, kind), new KindComparison(accounts, { provider, kind }, before, changedValues));
    }
    for await (const { provider, item } of this.walk.export(userId)) {
      if (isFile(item)) continue;
      const now = JSON.parse(JSON.stringify(item.data)) as Record<string, unknown>;
      await comparisons.get(keyOf(provider, item.kind))?.add(now);
    }
    const results: ChangedKind[] = [];
    for (const comparison of comparisons.values()) results.push(await comparison.result());
    return results;
  }
}

/** An item, or the reason why its record is not read. */
type ReadItem = UserDataItem | { readonly kind: string; readonly refused: string };

async function* itemsOf(archive: ArchiveReader, entry: ManifestEntry): AsyncGenerator<ReadItem> {
  const { role, path, kind = '', file = '' } = entry;
  if (role === 'file') yield { kind, file, open: async () => archive.read(path) };
  if (role !== 'records') return;
  for await (const data of recordsIn(archive.read(path), path, parseRecord))
    yield data instanceof RefusedJson ? { kind, refused: data.message } : { kind, data };
}

/** Preferences that were stored with many requests can have more keys than one request. */
function parseRecord(text: string): unknown {
  try {
    return parseGuarded(text, Infinity);
  } catch (error) {
    if (error instanceof RefusedJson) return error;
    throw error;
  }
}

function kindIn(kinds: Map<string, ImportedKind>, provider: string, kind: string): ImportedKind {
  const key = keyOf(provider, kind);
  let found = kinds.get(key);
  if (!found) kinds.set(key, (found = { provider, kind, imported: 0, skipped: {} }));
  return found;
}

function count(kind: ImportedKind, outcome: ImportedItem): void {
  if (outcome === 'imported' || 'leftOut' in outcome) kind.imported++;
  else kind.skipped[outcome.skipped] = (kind.skipped[outcome.skipped] ?? 0) + 1;
}

function keyOf(provider: string, kind: string): string {
  return `${provider}/${kind}`;
}
