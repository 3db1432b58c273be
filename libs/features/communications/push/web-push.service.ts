import { Injectable } from '@nestjs/common';
import { HttpClient, type Fetch } from '@platform/http-client/http-client';
import { HttpConfig } from '@platform/http/http.config';
import { SECURITY_TOPIC } from '@platform/notifications/topics';
import type { FieldError } from '@platform/errors/problem';
import { CommunicationsFieldErrors } from '../communications.errors';
import { NotSent } from '../deliveries/channel-sender';
import type { DeviceAddress, WebPushAddress } from '../devices/device-address';
import { answered, refusalWith } from './push-answer.rule';
import { CALL_MS, DeviceGone, KEPT_SECONDS, type OutgoingPush, type PushService } from './push-service';
import { PushConfig } from './push.config';
import { isHostIn } from './push-hosts.rule';
import { pushMessageOf } from './push-message.rule';
import { signedClaims } from './signed-claims';
import { encryptedFor, MAX_WEB_PUSH_BYTES } from './web-push-encryption.rule';
import type { WebPushKey } from './web-push-key.rule';

const TOKEN_SECONDS = 12 * 3600;
const GONE = new Set([404, 410]);

/** Sends to browsers (RFC 8030). Their endpoints come from users, so only known hosts at public addresses are called. */
@Injectable()
export class WebPushService implements PushService {
  readonly kind = 'web-push';
  private readonly fetch: Fetch;

  constructor(
    private readonly config: PushConfig,
    private readonly http: HttpConfig,
    httpClient: HttpClient,
  ) {
    this.fetch = httpClient.fetchWithin({ ms: CALL_MS, maxBytes: 10_000 });
  }

  serverOf(address: DeviceAddress): string {
    return new URL((address as WebPushAddress).endpoint).host;
  }

  faultOf(address: DeviceAddress): FieldError | undefined {
    const code = CommunicationsFieldErrors.unknown_push_service;
    return this.isKnown(address) ? undefined : { pointer: '/endpoint', code };
  }

  get isConfigured(): boolean {
    return this.config.webPushKey !== undefined;
  }

  async send({ address, notification }: OutgoingPush): Promise<void> {
    const { endpoint, keys } = address as WebPushAddress;
    // The setting can have changed since the device was registered.
    if (!this.isKnown(address)) throw new NotSent('The push service of the device is not allowed.', true);
    const message = JSON.stringify(pushMessageOf(notification, MAX_WEB_PUSH_BYTES));
    const answer = await answered(
      this.fetch(endpoint, {
        method: 'POST',
        headers: {
          authorization: await this.authorization(endpoint, this.config.webPushKey as WebPushKey),
          ttl: String(KEPT_SECONDS),
          urgency: notification.topic === SECURITY_TOPIC ? 'high' : 'normal',
          // A repeated message replaces the one that the device has not received yet.
          topic: notification.id.replaceAll('-', ''),
          'content-encoding': 'aes128gcm',
          'content-type': 'application/octet-stream',
        },
        body: new Uint8Array(encryptedFor(keys, Buffer.from(message))),
      }),
    );
    await answer.body?.cancel();
    if (GONE.has(answer.status)) throw new DeviceGone();
    if (!answer.ok) throw refusalWith(answer);
  }

  private isKnown(address: DeviceAddress): boolean {
    const { hostname } = new URL((address as WebPushAddress).endpoint);
    return isHostIn(hostname, this.config.webPushHosts);
  }

  private async authorization(endpoint: string, { privateKey: key, publicKey }: WebPushKey): Promise<string> {
    const sub = this.config.webPushContact ?? this.http.publicUrl;
    const exp = Math.floor(Date.now() / 1000) + TOKEN_SECONDS;
    const token = await signedClaims({ key, algorithm: 'ES256' }, { aud: new URL(endpoint).origin, exp, sub });
    return `vapid t=${token}, k=${publicKey}`;
  }
}
