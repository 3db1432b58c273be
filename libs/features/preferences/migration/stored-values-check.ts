import { Injectable } from '@nestjs/common';
import { Vault } from '@platform/vault/vault';
import { DocumentRepository } from '../documents/document.repository';
import { openValues } from '../documents/stored-values';
import type { NamespaceRules } from '../namespaces/namespace-rules.rule';
import { migratedValues } from './migrated-values.rule';

/** Counts the stored documents that a schema would break. */
@Injectable()
export class StoredValuesCheck {
  constructor(
    private readonly documents: DocumentRepository,
    private readonly vault: Vault,
  ) {}

  async count(rules: NamespaceRules): Promise<{ total: number; misfits: number }> {
    let [total, misfits] = [0, 0];
    for await (const page of this.documents.ofNamespace(rules.namespace)) {
      const sealed = page.filter(({ contentSealed }) => contentSealed);
      const boxes = await this.vault.boxesOf(sealed.map(({ userId }) => userId));
      for (const document of page) {
        const box = boxes.get(document.userId);
        const values = box ? openValues(box, document) : document.content;
        if (migratedValues(rules, values, document.schemaVersion).misfits.length > 0) misfits++;
      }
      total += page.length;
    }
    return { total, misfits };
  }
}
