import type { Problem } from '@platform/errors/problem';

/** Declares that the body of an operation is a file. */
export interface UploadDeclaration {
  /** The media types the content can have, as found in its first bytes. The OpenAPI document lists them. */
  readonly types: readonly string[];
  readonly maxBytes: number;
  /** The allowed values of the Content-Type header, for example `image/*` for all images; `types` by default. */
  readonly declaredAs?: readonly string[];
  /** The problem for content of another type; `request.content_mismatch` by default. */
  readonly wrongContent?: () => Problem;
  /**
   * How many seconds the body may take to arrive; 15 by default. The deadline of the request covers only the work of
   * the server.
   */
  readonly seconds?: number;
}

export const DEFAULT_SECONDS = 15;
