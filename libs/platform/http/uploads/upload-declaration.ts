import type { Problem } from '@platform/errors/problem';

/** What an operation accepts as its body, when that is a file. */
export interface UploadDeclaration {
  /** The media types the content can have, as found in its first bytes. The OpenAPI document lists them. */
  readonly types: readonly string[];
  readonly maxBytes: number;
  /** What the Content-Type header can say, `image/*` for all images; the same as `types` unless given. */
  readonly declaredAs?: readonly string[];
  /** The problem for content of another type; `request.content_mismatch` unless given. */
  readonly wrongContent?: () => Problem;
  /** How long the body may take to arrive; the deadline of the request is only for our work. 15 unless given. */
  readonly seconds?: number;
}

export const DEFAULT_SECONDS = 15;
