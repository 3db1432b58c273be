// The current contents of the files that are generated from the code.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from '../failure.mjs';
import { compiledModules, root } from '../paths.mjs';
import { run } from '../processes.mjs';

const printer = path.join(path.dirname(fileURLToPath(import.meta.url)), 'print.cjs');

/** Returns [{ file, text }]. The product must have been built. */
export async function generatedFiles(node) {
  const { code, stdout, stderr } = await run(node, ['--enable-source-maps', printer, compiledModules], { cwd: root });
  if (code !== 0) throw new Failure('The generated files could not be created:', { also: stderr.trim().split('\n') });
  return Object.entries(JSON.parse(stdout)).map(([file, text]) => ({ file, text }));
}
