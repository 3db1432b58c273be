import { Injectable } from '@nestjs/common';
import type { KeyObject } from 'node:crypto';
import { HttpClient, type Fetch } from '@platform/http-client/http-client';
import type { TokenAddress } from '../devices/device-address';
import { answered, refusalWith } from './push-answer.rule';
import { pushMessageOf } from './push-message.rule';
import { CALL_MS, DeviceGone, KEPT_SECONDS, type OutgoingPush, type PushService } from './push-service';
import { PushConfig } from './push.config';
import { signedClaims } from './signed-claims';

/** Apple refuses tokens after an hour, and new ones more often than every 20 minutes. */
const TOKEN_MS = 40 * 60_000;
/** Of 4096, the rest is for the texts that Apple shows. */
const MAX_BYTES = 1900;
const GONE = new Set(['BadDeviceToken', 'DeviceTokenNotForTopic', 'Unregistered', 'ExpiredToken']);

/** Sends to iOS and macOS through the Apple Push Notification service, with a token. */
@Injectable()
export class ApnsService implements PushService {
  readonly kind = 'apns';
  private readonly fetch: Fetch;
  private token: { readonly text: string; readonly until: number } | undefined;

  constructor(
    private readonly config: PushConfig,
    httpClient: HttpClient,
  ) {
    this.fetch = httpClient.fetchWithin({ configured: config.apnsUrl, http2: true, ms: CALL_MS });
  }

  serverOf(): string {
    return new URL(this.config.apnsUrl).host;
  }

  get isConfigured(): boolean {
    return this.config.apnsKey !== undefined;
  }

  async send({ address, notification, deliveryId }: OutgoingPush): Promise<void> {
    const { token } = address as TokenAddress;
    const message = pushMessageOf(notification, MAX_BYTES);
    const { title, text: body, ...content } = message;
    const answer = await answered(
      this.fetch(`${this.config.apnsUrl}/3/device/${token}`, {
        method: 'POST',
        headers: {
          authorization: `bearer ${await this.providerToken()}`,
          'apns-topic': this.config.apnsTopic as string,
          'apns-push-type': 'alert',
          'apns-id': deliveryId,
          // A repeated message replaces the one before.
          'apns-collapse-id': message.id,
          'apns-expiration': String(Math.floor(Date.now() / 1000) + KEPT_SECONDS),
          'content-type': 'application/json',
        },
        body: JSON.stringify({ aps: { alert: { title, body } }, notification: content }),
      }),
    );
    if (answer.ok) {
      await answer.body?.cancel();
      return;
    }
    const { reason = '' } = (await answer.json().catch(() => ({}))) as { reason?: string };
    if (answer.status === 410 || GONE.has(reason)) throw new DeviceGone();
    if (answer.status === 403) this.token = undefined;
    throw refusalWith(answer);
  }

  private async providerToken(): Promise<string> {
    if (this.token && this.token.until > Date.now()) return this.token.text;
    const { apnsKey, apnsKeyId, apnsTeamId } = this.config;
    const signing = { key: apnsKey as KeyObject, algorithm: 'ES256' as const, keyId: apnsKeyId as string };
    const text = await signedClaims(signing, { iss: apnsTeamId });
    this.token = { text, until: Date.now() + TOKEN_MS };
    return text;
  }
}
