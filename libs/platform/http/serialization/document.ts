/** An answer that has a version: it leaves with an ETag. */
export class Versioned<T> {
  /** As it was written in this shape, for an answer that is given more than once. */
  written?: { readonly shape: object; readonly text: string };

  constructor(
    readonly body: T,
    readonly version: string | number,
  ) {}
}

export function etagOf(version: string | number): string {
  return `"${version}"`;
}
