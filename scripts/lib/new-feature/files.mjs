// Copies scripts/templates/feature, with the name filled in.
import fs from 'node:fs';
import path from 'node:path';
import { Failure } from '../failure.mjs';
import { root } from '../paths.mjs';

const templates = path.join(root, 'scripts', 'templates', 'feature');

/** Returns the files written, relative to the checkout. */
export async function writeFeature(name) {
  const folder = `libs/features/${name}`;
  if (fs.existsSync(path.join(root, folder))) throw new Failure(`The feature ${name} already exists.`);
  const files = fs.readdirSync(templates).map((template) => {
    const file = template.replaceAll('__name__', name);
    return { template, file: file.endsWith('.e2e-spec.ts') ? `test/e2e/${file}` : `${folder}/${file}` };
  });
  for (const { template, file } of files) {
    const text = fs.readFileSync(path.join(templates, template), 'utf8');
    await writeFormatted(file, filled(text, name));
  }
  return files.map(({ file }) => file);
}

export async function writeFormatted(file, text) {
  const prettier = await import('prettier');
  const target = path.join(root, file);
  const settings = await prettier.resolveConfig(target);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.writeFileSync(target, await prettier.format(text, { ...settings, filepath: target }));
}

function filled(text, name) {
  return text
    .replaceAll('__date__', new Date().toISOString().slice(0, 10))
    .replaceAll('__name__', name)
    .replaceAll('__Name__', name[0].toUpperCase() + name.slice(1))
    .replaceAll('__NAME__', name.toUpperCase());
}
