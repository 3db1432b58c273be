/** An answer that has a version: it leaves with an ETag. */
export class Versioned<T> {
  constructor(
    readonly body: T,
    readonly version: string | number,
  ) {}
}

export function etagOf(version: string | number): string {
  return `"${version}"`;
}
