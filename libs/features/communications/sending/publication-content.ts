export const PUBLICATION_PLACE = { table: 'communications_publication', column: 'content_sealed' };

/** What is sealed of a notification that the app sends. */
export interface PublicationContent {
  readonly title?: string;
  readonly text?: string;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly group?: string;
  readonly expiresAt?: string;
}
