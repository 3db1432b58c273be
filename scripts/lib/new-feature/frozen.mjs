// Adds the names of a new feature that others will rely on to the lists of the contract tests.
import fs from 'node:fs';
import path from 'node:path';
import { Failure } from '../failure.mjs';
import { root } from '../paths.mjs';

const ID = '{"type":"string","format":"uuid","minLength":36,"maxLength":36}';
const FIELDS =
  '{"type":"array","maxItems":1000,"items":{"type":"string","maxLength":80,"pattern":"^[a-z][A-Za-z0-9]*(\\\\.[A-Za-z][A-Za-z0-9_]*)?$"}}';

/** The lines to add to each list. */
function linesOf({ name, snake, pascal }) {
  // API keys cannot call the operations of administrators.
  const ofTheUser = [
    ...['create', 'delete', 'get', 'update'].map((verb) => `${verb}${pascal}Entry`),
    ...['download', 'set'].map((verb) => `${verb}${pascal}Attachment`),
    `list${pascal}`,
  ];
  return {
    'test/contract/names.txt': [
      ...['changed', 'created', 'deleted'].map((verb) => `event ${snake}.entry_${verb}`),
      ...[...ofTheUser, `listUser${pascal}`].map((operation) => `operation ${operation}`),
      `permission ${name}.read`,
      `scope ${name}:read`,
      `scope ${name}:write`,
    ],
    'test/contract/events.txt': eventLines(name, snake),
    'test/contract/error-codes.txt': [`409 ${snake}.too_many_entries`],
    'test/contract/api-key-operations.txt': ofTheUser,
  };
}

function eventLines(name, snake) {
  const [changed, created, deleted] = ['changed', 'created', 'deleted'].map((verb) => `${snake}.entry_${verb}@1`);
  return [
    ...[changed, created, deleted].flatMap((event) => [event, `${event} fact entryId ${ID}`]),
    `${changed} fact fields ${FIELDS}`,
    `${changed} change attachment {"permission":"${name}.read"}`,
    ...['details', 'title'].map((field) => `${changed} change ${field} {"permission":"${name}.read","sealed":true}`),
  ];
}

/** Fails if a name is already in use, such as `sessions`, because there is an operation `listSessions`. */
export function refuseNamesInUse(forms) {
  const { paths } = JSON.parse(read('openapi.json'));
  const known = new Set(Object.keys(paths));
  const wanted = [`/v1/me/${forms.name}`, `/v1/admin/users/{id}/${forms.name}`];
  for (const [file, lines] of Object.entries(linesOf(forms))) {
    for (const line of read(file).split('\n')) known.add(line);
    wanted.push(...lines);
  }
  const taken = wanted.find((one) => known.has(one));
  if (taken) throw new Failure(`${forms.name} cannot be used, because "${taken}" already exists. Choose another name.`);
}

/** Sorts by character code, independently of the locale. Returns the changed files. */
export function freezeNames(forms) {
  const lists = Object.entries(linesOf(forms));
  for (const [file, lines] of lists) {
    const all = [...read(file).trim().split('\n'), ...lines].sort();
    fs.writeFileSync(path.join(root, file), `${all.join('\n')}\n`);
  }
  return lists.map(([file]) => file);
}

function read(file) {
  return fs.readFileSync(path.join(root, file), 'utf8');
}
