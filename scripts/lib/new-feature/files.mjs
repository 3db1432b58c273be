// Copies scripts/templates/feature, with the name filled in.
import fs from 'node:fs';
import path from 'node:path';
import { Failure } from '../failure.mjs';
import { root } from '../paths.mjs';
import { filled } from './names.mjs';

const templates = path.join(root, 'scripts', 'templates', 'feature');

/** The files as { file, text }, relative to the checkout. Fails if the folder or one of the files already exists. */
export function filesOf(forms) {
  const folder = `libs/features/${forms.name}`;
  const files = fs.readdirSync(templates).map((template) => ({
    file: targetOf(template, folder, forms.name),
    text: filled(fs.readFileSync(path.join(templates, template), 'utf8'), forms),
  }));
  const existing = [folder, ...files.map(({ file }) => file)].find((file) => fs.existsSync(path.join(root, file)));
  if (existing) throw new Failure(`${existing} already exists. Choose another name, or remove it first.`);
  return files;
}

export async function writeFormatted(file, text) {
  const prettier = await import('prettier');
  const target = path.join(root, file);
  const settings = await prettier.resolveConfig(target);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  fs.writeFileSync(target, await prettier.format(text, { ...settings, filepath: target }));
}

function targetOf(template, folder, name) {
  const file = template.replaceAll('__name__', name);
  if (file.endsWith('.e2e-spec.ts')) return `test/e2e/${file}`;
  if (file.endsWith('.scenes.ts')) return `test/faults/support/scenes/${name}.ts`;
  return `${folder}/${file}`;
}
