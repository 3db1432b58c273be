/** The part of the document that a `$ref` names; a value without a `$ref` is returned as it is. */
export function resolved(document: any, value: any): any {
  if (typeof value?.$ref !== 'string') return value;
  const names = (value.$ref as string).replace(/^#\//, '').split('/');
  const target = names.reduce((inner, name) => inner?.[name.replaceAll('~1', '/').replaceAll('~0', '~')], document);
  if (target === undefined) throw new Error(`The document has no ${value.$ref}.`);
  return resolved(document, target);
}
