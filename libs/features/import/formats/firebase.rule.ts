import { firebaseText } from '@platform/legacy-hashes/firebase-scrypt';
import { RecordRefused } from '../import-refused';
import { isoTimeOf, personalOf, phoneNumbersOf, withoutMissing, textAt } from './fields.rule';
import type { FormatExtras, ImportFormat, JsonRecord } from './import-format';

/** The output of `firebase auth:export users.json`. */
export const firebase: ImportFormat = {
  name: 'firebase',
  list: 'users',
  read(record, extras) {
    return {
      user: withoutMissing({
        email: record.email,
        emailVerified: record.emailVerified,
        displayName: record.displayName,
        createdAt: isoTimeOf(record.createdAt),
        suspended: record.disabled,
        personal: personalOf({ phoneNumbers: phoneNumbersOf(record.phoneNumber) }),
      }),
      roles: [],
      password: passwordOf(record, extras),
    };
  },
};

function passwordOf(record: JsonRecord, { firebase: parameters }: FormatExtras): string | undefined {
  const hash = textAt(record, 'passwordHash');
  if (hash === undefined) return undefined;
  if (!parameters) {
    throw new RecordRefused(
      'hash_parameters_missing',
      'This password can only be imported with --firebase-parameters.',
    );
  }
  return firebaseText(parameters, bytesOf(textAt(record, 'salt') ?? ''), bytesOf(hash));
}

/** Firebase writes base64url. Node decodes both. */
function bytesOf(text: string): Buffer {
  return Buffer.from(text, 'base64');
}
