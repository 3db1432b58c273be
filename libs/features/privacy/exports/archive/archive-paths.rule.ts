const SAFE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
const MAX_NAME_LENGTH = 100;

export function recordsPath(provider: string, kind: string): string {
  return `data/${safe(provider)}/${safe(kind)}.json`;
}

export function schemaPath(provider: string, kind: string): string {
  return `schemas/${safe(provider)}/${safe(kind)}.schema.json`;
}

/** Paths of files, whose names users may have chosen. No two paths differ only in upper and lower case. */
export class FilePaths {
  private readonly taken = new Set<string>();

  pathOf(provider: string, name: string): string {
    const folder = `files/${safe(provider)}`;
    const plain = plainName(name);
    let path = `${folder}/${plain}`;
    for (let count = 2; this.taken.has(path.toLowerCase()); count++) path = `${folder}/${count}-${plain}`;
    this.taken.add(path.toLowerCase());
    return path;
  }
}

/** Providers and kinds are named in the code. */
function safe(name: string): string {
  if (!SAFE_NAME.test(name)) throw new Error(`${name} cannot be part of a path in an export.`);
  return name;
}

/** Keeps the end of a long name, because it contains the extension. */
function plainName(name: string): string {
  const plain = name.replace(/[^A-Za-z0-9._-]+/g, '_').replace(/^[^A-Za-z0-9]+/, '');
  return plain.slice(-MAX_NAME_LENGTH).replace(/^[^A-Za-z0-9]+/, '') || 'file';
}
