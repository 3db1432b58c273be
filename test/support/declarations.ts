import { globSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

/** Loads every file with declarations, which register themselves when their file is loaded. */
export function loadDeclarations(): void {
  for (const file of globSync('libs/**/*.{config,errors,events,mails,notifications,one-time,permissions}.ts', {
    cwd: ROOT,
  })) {
    // oxlint-disable-next-line typescript/no-require-imports -- for its declarations only
    require(join(ROOT, file));
  }
}
