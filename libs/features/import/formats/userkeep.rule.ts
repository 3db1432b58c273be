import { storedTextOf } from '@platform/legacy-hashes/spellings/stored-text';
import { isJsonObject } from '@platform/text/json-object.rule';
import { EXTERNAL_PASSWORD } from '@features/auth';
import { RecordRefused } from '../import-refused';
import type { ImportFormat } from './import-format';

/**
 * The native format: the fields of an account, `roles`, and `password` as a string, an object, or `{"externalSystem":
 * true}`.
 */
export const userkeep: ImportFormat = {
  name: 'userkeep',
  read({ password, roles = [], ...user }) {
    if (!Array.isArray(roles) || !roles.every((role) => typeof role === 'string')) {
      throw new RecordRefused('invalid_field', '/roles: This must be a list of strings.');
    }
    return { user, roles, password: passwordOf(password) };
  },
};

function passwordOf(password: unknown): string | undefined {
  if (password === undefined || password === null || password === '') return undefined;
  if (typeof password === 'string') return storedTextOf(password);
  if (!isJsonObject(password))
    throw new RecordRefused('invalid_field', '/password: This must be a string or an object.');
  return password.externalSystem === true ? EXTERNAL_PASSWORD : storedTextOf(password);
}
