/** A response with a version, which is sent with an ETag. */
export class Versioned<T> {
  /** The serialised text, for responses that are sent repeatedly. */
  written?: { readonly shape: object; readonly text: string };

  constructor(
    readonly body: T,
    readonly version: string | number,
  ) {}
}

export function etagOf(version: string | number): string {
  return `"${version}"`;
}
