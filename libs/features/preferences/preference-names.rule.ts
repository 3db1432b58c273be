/** The name of a namespace, for example `ui`. Facts of events contain it, so it has the form of a word. */
export const NAMESPACE = /^[a-z][a-z0-9_-]{0,39}$/;
/** The name of a key at the top level of a namespace, for example `theme`. */
export const KEY = /^[a-z][A-Za-z0-9_-]{0,63}$/;

export function isNamespace(name: string): boolean {
  return NAMESPACE.test(name);
}

export function isKey(name: string): boolean {
  return KEY.test(name);
}
