interface Tag {
  readonly name: string;
  readonly description: string;
  /** Lower positions come first in Swagger UI. */
  readonly position: number;
}

const tags = new Map<string, Tag>();

/** Declares a group of operations in the API documentation. Controllers name it with `@ApiTags`. */
export function defineTag(position: number, name: string, description: string): string {
  if (tags.has(name)) throw new Error(`The tag ${name} is declared twice.`);
  tags.set(name, { name, description, position });
  return name;
}

/** Returns the tags in the order of their positions. */
export function tagsInOrder(used: ReadonlySet<string>): { name: string; description: string }[] {
  const undeclared = [...used].filter((name) => !tags.has(name));
  if (undeclared.length > 0) throw new Error(`These tags are not declared: ${undeclared.join(', ')}.`);
  return [...tags.values()]
    .filter(({ name }) => used.has(name))
    .sort((a, b) => a.position - b.position)
    .map(({ name, description }) => ({ name, description }));
}
