import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { faultOfOutgoingUrl } from '@platform/config/addresses.rule';
import { SettingFault, type Setting } from '@platform/config/setting';
import { parseWebPushKey, type WebPushKey } from './web-push-key.rule';

/** The service account of a Firebase project, from the JSON file of its console. */
export interface FcmAccount {
  readonly projectId: string;
  readonly clientEmail: string;
  readonly privateKey: KeyObject;
  readonly tokenUri: string;
}

export const webPushKeySetting: Setting<WebPushKey | undefined> = {
  variable: 'WEB_PUSH_KEY',
  help: 'The private key for push notifications to browsers, from `userkeep web-push-key`. Browsers stay subscribed only as long as it is the same.',
  secret: true,
  shownDefault: '',
  read(raw) {
    if (!raw) return undefined;
    const key = parseWebPushKey(raw);
    if (!key) throw new SettingFault('must be a key from `userkeep web-push-key`');
    return key;
  },
};

export const fcmAccountSetting: Setting<FcmAccount | undefined> = {
  variable: 'FCM_SERVICE_ACCOUNT',
  help: 'The JSON file of a service account of your Firebase project, for push notifications to Android.',
  secret: false,
  shownDefault: '',
  read(raw, production) {
    if (!raw) return undefined;
    const account = parsedAccount(fileContent(raw));
    if (!account) throw new SettingFault('must be the JSON file of a service account');
    const fault = faultOfOutgoingUrl(account.tokenUri, production, 'another file');
    if (fault) throw new SettingFault(`contains a token_uri that ${fault}`);
    return account;
  },
};

export const apnsKeySetting: Setting<KeyObject | undefined> = {
  variable: 'APNS_KEY',
  help: 'The .p8 file of a key of your Apple developer account, for push notifications to iOS and macOS.',
  secret: false,
  shownDefault: '',
  read(raw) {
    if (!raw) return undefined;
    const key = parsedKey(fileContent(raw));
    if (key?.asymmetricKeyType !== 'ec') throw new SettingFault('must be the .p8 file of a key');
    return key;
  },
};

function fileContent(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new SettingFault(`names a file that cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

function parsedAccount(text: string): FcmAccount | undefined {
  try {
    const { project_id, client_email, private_key, token_uri } = JSON.parse(text) as Record<string, unknown>;
    const texts = [project_id, client_email, private_key, token_uri];
    if (!texts.every((value): value is string => typeof value === 'string' && value !== '')) return undefined;
    const [projectId, clientEmail, pem, tokenUri] = texts as [string, string, string, string];
    const privateKey = parsedKey(pem);
    return privateKey?.asymmetricKeyType === 'rsa' ? { projectId, clientEmail, privateKey, tokenUri } : undefined;
  } catch {
    return undefined;
  }
}

function parsedKey(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}
