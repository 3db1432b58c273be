import type { SessionId } from '@platform/ids/ids';
import type { Box } from '@platform/vault/sealing/box';
import type { NamespaceRules, Viewer } from '../namespaces/namespace-rules.rule';
import { LANGUAGE, LOCALE } from '../namespaces/shipped-schemas';
import { only, over, type Values } from '../values.rule';
import type { WrittenDocument } from './document.repository';
import type { PreferencesDto } from './preferences.dto';
import { openValues } from './stored-values';

/** What is stored of a namespace for one user, and for one device of the user. */
export interface NamespaceState {
  readonly rules: NamespaceRules;
  readonly document: WrittenDocument | undefined;
  readonly override: WrittenDocument | undefined;
  readonly language: string;
}

export interface Reading {
  readonly viewer: Viewer;
  /** Only the values that were set, without defaults. */
  readonly raw?: boolean;
  /** The session whose device's values apply before those for all devices. */
  readonly sessionId?: SessionId;
}

/** The values that the viewer may read, merged with their defaults. */
export function shown(
  box: Box,
  { rules, document, override, language }: NamespaceState,
  { viewer, raw, sessionId }: Reading,
): PreferencesDto {
  const { namespace } = rules;
  const own = over(openValues(box, document), openValues(box, override));
  const set: Values = namespace === LOCALE ? { ...own, [LANGUAGE]: language } : own;
  const values = only(raw ? set : over(rules.defaults, set), (key) => rules.mayRead(key, viewer));
  return { namespace, values, version: (sessionId ? override : document)?.version ?? 0 };
}

/** A new schema, which may have other defaults, is a new version of the document. */
export function versionOf({ rules, document, override, language }: NamespaceState): string {
  const parts = [document?.version ?? 0, rules.version];
  if (override) parts.push(override.version);
  return `${parts.join('.')}${rules.namespace === LOCALE ? `-${language}` : ''}`;
}
