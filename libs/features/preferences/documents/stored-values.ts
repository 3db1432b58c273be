import type { Box } from '@platform/vault/sealing/box';
import type { NamespaceRules } from '../namespaces/namespace-rules.rule';
import { only, type Values } from '../values.rule';
import type { DocumentContent, StoredDocument } from './document.repository';

export const SEALED_PLACE = { table: 'preferences_document', column: 'content_sealed' };

/** The values of a document. Those that the user's key cannot open are absent. */
export function openValues(box: Box, stored: Pick<StoredDocument, 'content' | 'contentSealed'> | undefined): Values {
  if (!stored) return {};
  const sealed = stored.contentSealed && box.open(SEALED_PLACE, stored.contentSealed);
  return sealed ? { ...stored.content, ...(JSON.parse(sealed) as Values) } : stored.content;
}

/** Separates the values of sealed properties, and seals them. */
export function contentOf(box: Box, rules: NamespaceRules, values: Values): DocumentContent {
  const sealed = only(values, (key) => rules.isSealed(key));
  return {
    content: only(values, (key) => !rules.isSealed(key)),
    contentSealed: Object.keys(sealed).length > 0 ? box.seal(SEALED_PLACE, JSON.stringify(sealed)) : null,
    schemaVersion: rules.version,
  };
}
