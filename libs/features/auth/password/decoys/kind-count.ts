import { Injectable } from '@nestjs/common';
import { parseLegacyHash } from '@platform/legacy-hashes/schemes';
import { EXTERNAL_PASSWORD } from '../external-system/external-password.rule';
import type { PasswordKind } from './choose-kind.rule';
import { PasswordKindRepository } from './password-kind.repository';

const BATCH_SIZE = 2000;
const NATIVE = 'own';

/** Counts the stored hashes by kind: in the worker once an hour, and after an import, but never during a sign-in. */
@Injectable()
export class KindCount {
  constructor(private readonly kinds: PasswordKindRepository) {}

  async run(): Promise<void> {
    if (await this.kinds.hasLegacyHashes()) return this.kinds.replace(await this.count());
    // Most installations have no imported hashes, so there is nothing to remove.
    if ((await this.kinds.all()).length > 0) await this.kinds.replace([]);
  }

  private async count(): Promise<PasswordKind[]> {
    const counted = new Map<string, PasswordKind>();
    for (let after = Buffer.alloc(16); ;) {
      const rows = await this.kinds.next(after, BATCH_SIZE);
      for (const { legacy_hash: hash } of rows) addTo(counted, hash && hash.toString());
      const last = rows[rows.length - 1];
      if (!last || rows.length < BATCH_SIZE) return [...counted.values()];
      after = Buffer.from(last.user_id);
    }
  }
}

function addTo(counted: Map<string, PasswordKind>, text: string | null): void {
  const kind = kindOf(text);
  const before = counted.get(kind);
  counted.set(kind, {
    kind,
    accounts: (before?.accounts ?? 0) + 1,
    specimen: before ? before.specimen : specimenOf(text),
  });
}

function kindOf(text: string | null): string {
  if (text === null) return NATIVE;
  return text === EXTERNAL_PASSWORD ? 'external-system' : parseLegacyHash(text).kind;
}

/** A dummy hash, so that this table contains no user data. */
function specimenOf(text: string | null): string | null {
  return text === null || text === EXTERNAL_PASSWORD ? text : parseLegacyHash(text).decoy();
}
