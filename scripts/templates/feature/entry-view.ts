import { Versioned } from '@platform/http/serialization/document';
import type { Box } from '@platform/vault/sealing/box';
import type { EntryTexts } from './entry-texts.rule';
import type { __Name__EntryDto } from './__name__.dto';
import type { __Name__Entry } from './__name__.repository';

const TITLE = { table: '__snake___entry', column: 'title_sealed' };
const DETAILS = { table: '__snake___entry', column: 'details_sealed' };

export function sealTexts(box: Box, { title, details }: EntryTexts) {
  return { titleSealed: box.seal(TITLE, title), detailsSealed: details === null ? null : box.seal(DETAILS, details) };
}

/** The texts are empty once the key of the user has been destroyed. */
export function openTexts(box: Box, { titleSealed, detailsSealed }: __Name__Entry): EntryTexts {
  return {
    title: box.open(TITLE, titleSealed) ?? '',
    details: detailsSealed && (box.open(DETAILS, detailsSealed) ?? null),
  };
}

export function shownEntry(box: Box, entry: __Name__Entry): Versioned<__Name__EntryDto> {
  const { id, version, attachmentFile, createdAt, updatedAt } = entry;
  const body = {
    id,
    ...openTexts(box, entry),
    hasAttachment: attachmentFile !== null,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
  return new Versioned(body, version);
}
