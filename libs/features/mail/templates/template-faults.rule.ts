import { namesIn, unknownNames, type Segments } from '@platform/text/placeholders.rule';
import type { Template } from './template.rule';

/** The names that the templates of a mail can use. */
export interface KnownNames {
  readonly values: ReadonlySet<string>;
  readonly links: ReadonlySet<string>;
}

/** Returns the faults of a template, each worded to follow the file name. */
export function templateFaults({ subject, blocks }: Template, known: KnownNames): string[] {
  const buttons = blocks.flatMap((block) => (block.kind === 'button' ? [block.link] : []));
  const named = [
    ...namesIn(subject),
    ...blocks.flatMap((block) =>
      block.kind === 'button' ? [...namesIn(block.label), block.link] : namesIn(block.pieces),
    ),
  ];
  return [
    ...unknownNames(named, known.values),
    ...buttons
      .filter((name) => known.values.has(name) && !known.links.has(name))
      .map((name) => `has a button with {{${name}}}, which is not a link`),
    ...namesIn(subject)
      .filter((name) => known.links.has(name))
      .map((name) => `has the link {{${name}}} in its subject`),
  ];
}

export function htmlFaults(pieces: Segments, values: ReadonlySet<string>): string[] {
  return unknownNames(namesIn(pieces), values);
}
