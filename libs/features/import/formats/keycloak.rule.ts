import { parseGuarded, RefusedJson } from '@platform/http/body/json-guard.rule';
import { UnusableHash } from '@platform/legacy-hashes/legacy-hash';
import { pbkdf2Text } from '@platform/legacy-hashes/pbkdf2';
import { storedTextOf } from '@platform/legacy-hashes/spellings/stored-text';
import { isJsonObject } from '@platform/text/json-object.rule';
import { RecordRefused } from '../import-refused';
import { listAt, isoTimeOf, personalOf, withoutMissing, recordAt, textAt, usernameOf } from './fields.rule';
import type { ImportFormat, JsonRecord } from './import-format';

/** A realm or its users, in the format of `kc.sh export`. */
export const keycloak: ImportFormat = {
  name: 'keycloak',
  list: 'users',
  read(record) {
    if (textAt(record, 'serviceAccountClientId')) {
      throw new RecordRefused('not_a_user', 'This record is a service account.');
    }
    const password = listAt(record, 'credentials').find(({ type }) => type === 'password');
    return {
      user: withoutMissing({
        email: record.email,
        emailVerified: record.emailVerified,
        username: usernameOf(record.username, record.email),
        displayName: [record.firstName, record.lastName].filter(Boolean).join(' '),
        locale: firstOf(recordAt(record, 'attributes'), 'locale'),
        createdAt: isoTimeOf(record.createdTimestamp),
        suspended: record.enabled === false,
        personal: personalOf({ givenName: record.firstName, familyName: record.lastName }),
      }),
      roles: [],
      password: password && passwordOf(password),
    };
  },
};

function passwordOf(credential: JsonRecord): string {
  const [secret, parameters] = [jsonAt(credential, 'secretData'), jsonAt(credential, 'credentialData')];
  const [value, salt] = [textAt(secret, 'value') ?? '', Buffer.from(textAt(secret, 'salt') ?? '', 'base64')];
  const algorithm = textAt(parameters, 'algorithm') ?? '';
  const digest = /^pbkdf2(?:-(sha256|sha512))?$/.exec(algorithm);
  if (digest) {
    const text = pbkdf2Text(digest[1] ?? 'sha1', Number(parameters.hashIterations), salt, Buffer.from(value, 'base64'));
    return storedTextOf(text);
  }
  if (algorithm === 'bcrypt') return storedTextOf(value);
  if (algorithm === 'argon2') return storedTextOf(argon2Text(value, salt, parameters));
  throw new UnusableHash('hash_unsupported', 'The hash algorithm of this password is not supported.');
}

function argon2Text(value: string, salt: Buffer, parameters: JsonRecord): string {
  const additional = recordAt(parameters, 'additionalParameters');
  const [type, version, memory, parallelism] = ['type', 'version', 'memory', 'parallelism'].map((name) =>
    textOf(additional, name),
  );
  const costs = `v=${version === '1.0' ? 16 : 19}$m=${memory},t=${Number(parameters.hashIterations)},p=${parallelism}`;
  return `$argon2${type}$${costs}$${unpadded(salt)}$${unpadded(Buffer.from(value, 'base64'))}`;
}

function textOf(record: JsonRecord, name: string): string {
  const value = firstOf(record, name);
  return typeof value === 'string' ? value : '';
}

/** Keycloak stores every attribute as a list of strings. */
function firstOf(record: JsonRecord, name: string): unknown {
  const value = record[name];
  return Array.isArray(value) ? (value as unknown[])[0] : value;
}

/** Parses a field that contains JSON as a string. */
function jsonAt(record: JsonRecord, name: string): JsonRecord {
  const text = textAt(record, name);
  const value = text === undefined ? undefined : parsedJson(text, name);
  return isJsonObject(value) ? value : {};
}

/** The record itself is valid JSON, so a syntax error here is a fault of the hash. */
function parsedJson(text: string, name: string): unknown {
  try {
    return parseGuarded(text);
  } catch (error) {
    if (!(error instanceof RefusedJson)) throw error;
    throw new UnusableHash('hash_unreadable', `The ${name} of the password is not valid JSON.`);
  }
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
