import { Injectable } from '@nestjs/common';
import { HttpClient, type Fetch } from '@platform/http-client/http-client';
import type { TokenAddress } from '../devices/device-address';
import { answered, PushServiceDown, refusalWith } from './push-answer.rule';
import { pushMessageOf, type PushMessage } from './push-message.rule';
import { CALL_MS, DeviceGone, KEPT_SECONDS, type OutgoingPush, type PushService } from './push-service';
import { PushConfig } from './push.config';
import type { FcmAccount } from './push.settings';
import { signedClaims } from './signed-claims';

const SCOPE = 'https://www.googleapis.com/auth/firebase.messaging';
const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
/** The service counts the keys and values of a message. */
const MAX_BYTES = 3500;
const GONE = new Set(['UNREGISTERED', 'SENDER_ID_MISMATCH']);
/** Before it expires, a token is replaced. */
const MARGIN_MS = 60_000;

interface Answer {
  readonly error?: { readonly details?: readonly { readonly errorCode?: string }[] };
}

/** Sends to Android through Firebase Cloud Messaging (HTTP v1). */
@Injectable()
export class FcmService implements PushService {
  readonly kind = 'fcm';
  private readonly fetch: Fetch;
  private readonly fetchToken: Fetch | undefined;
  private token: { readonly text: string; readonly until: number } | undefined;

  constructor(
    private readonly config: PushConfig,
    httpClient: HttpClient,
  ) {
    const { fcmAccount, fcmUrl } = config;
    this.fetch = httpClient.fetchWithin({ configured: fcmUrl, ms: CALL_MS });
    this.fetchToken = fcmAccount && httpClient.fetchWithin({ configured: fcmAccount.tokenUri, ms: CALL_MS });
  }

  serverOf(): string {
    return new URL(this.config.fcmUrl).host;
  }

  get isConfigured(): boolean {
    return this.config.fcmAccount !== undefined;
  }

  async send({ address, notification }: OutgoingPush): Promise<void> {
    const account = this.config.fcmAccount as FcmAccount;
    const message = pushMessageOf(notification, MAX_BYTES);
    const answer = await answered(
      this.fetch(`${this.config.fcmUrl}/v1/projects/${encodeURIComponent(account.projectId)}/messages:send`, {
        method: 'POST',
        headers: { authorization: `Bearer ${await this.accessToken(account)}`, 'content-type': 'application/json' },
        body: JSON.stringify({ message: bodyOf(message, (address as TokenAddress).token) }),
      }),
    );
    if (answer.ok) {
      await answer.body?.cancel();
      return;
    }
    const { error } = (await answer.json().catch(() => ({}))) as Answer;
    const code = error?.details?.find(({ errorCode }) => errorCode)?.errorCode ?? '';
    if (answer.status === 404 || GONE.has(code)) throw new DeviceGone();
    if (answer.status === 401) this.token = undefined;
    throw refusalWith(answer);
  }

  private async accessToken(account: FcmAccount): Promise<string> {
    if (this.token && this.token.until > Date.now()) return this.token.text;
    const { clientEmail: iss, tokenUri: aud, privateKey: key } = account;
    const exp = Math.floor(Date.now() / 1000) + 3600;
    const assertion = await signedClaims({ key, algorithm: 'RS256' }, { iss, aud, exp, scope: SCOPE });
    const answer = await answered(
      (this.fetchToken as Fetch)(aud, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ grant_type: GRANT, assertion }).toString(),
      }),
    );
    const body = (await answer.json().catch(() => ({}))) as { access_token?: unknown; expires_in?: unknown };
    if (!answer.ok || typeof body.access_token !== 'string')
      throw new PushServiceDown(`The token server of Firebase answered ${answer.status}.`);
    const seconds = Number(body.expires_in) || 0;
    this.token = { text: body.access_token, until: Date.now() + seconds * 1000 - MARGIN_MS };
    return body.access_token;
  }
}

/** Values of `data` must be texts. */
function bodyOf({ id, type, topic, title, text, data, actions }: PushMessage, token: string) {
  return {
    token,
    notification: { title, body: text },
    data: {
      id,
      type,
      topic,
      ...(data && { data: JSON.stringify(data) }),
      ...(actions && { actions: JSON.stringify(actions) }),
    },
    // A repeated message replaces the one before.
    android: { ttl: `${KEPT_SECONDS}s`, notification: { tag: id } },
  };
}
