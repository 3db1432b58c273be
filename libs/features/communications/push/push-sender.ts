import { Injectable, type OnModuleInit } from '@nestjs/common';
import { SessionDirectory } from '@platform/access/session-directory';
import { Transactions } from '@platform/persistence/transactions';
import { Vault } from '@platform/vault/vault';
import { NotSent, SendLater, type ChannelSender, type OutgoingNotification } from '../deliveries/channel-sender';
import { ChannelSenders } from '../deliveries/channel-senders';
import { DEVICE_PLACE, type DeviceContent } from '../devices/device-content';
import { DeviceServices } from '../devices/device-services';
import { DeviceRepository, type Device } from '../devices/device.repository';
import type { DeviceId } from '../devices/device.entity';
import { ApnsService } from './apns.service';
import { FcmService } from './fcm.service';
import { PushServiceDown } from './push-answer.rule';
import { DeviceGone, KEPT_SECONDS, type OutgoingPush, type PushService } from './push-service';
import { ServerPauses } from './server-pauses';
import { WebPushService } from './web-push.service';

/** Sends notifications to devices, each by the service of its kind. */
@Injectable()
export class PushSender implements ChannelSender, OnModuleInit {
  readonly isTransactional = false;
  /** A message that a service would not keep any more is not news. */
  readonly triesForMs = KEPT_SECONDS * 1000;
  private readonly services: readonly PushService[];

  constructor(
    private readonly devices: DeviceRepository,
    private readonly sessions: SessionDirectory,
    private readonly senders: ChannelSenders,
    private readonly deviceServices: DeviceServices,
    private readonly pauses: ServerPauses,
    private readonly vault: Vault,
    private readonly transactions: Transactions,
    webPush: WebPushService,
    fcm: FcmService,
    apns: ApnsService,
  ) {
    this.services = [webPush, fcm, apns].filter(({ isConfigured }) => isConfigured);
  }

  onModuleInit(): void {
    if (this.services.length > 0) this.senders.register('push', this);
    for (const service of this.services) this.deviceServices.register(service);
  }

  async send({ delivery, notification, contact }: OutgoingNotification): Promise<void> {
    const device = delivery.deviceId === null ? undefined : await this.devices.find(delivery.deviceId as DeviceId);
    // The device may have been registered for another user since.
    if (device?.userId !== contact.id) throw new NotSent('The device is not registered any more.', true);
    if (await this.hasEnded(device)) {
      await this.remove(device);
      throw new NotSent('The session of the device has ended.', true);
    }
    const service = this.services.find(({ kind }) => kind === device.kind);
    if (!service) throw new NotSent('The push service of the device is not configured.', true);
    const box = await this.vault.boxOf(contact.id);
    const { address } = JSON.parse(String(box.open(DEVICE_PLACE, device.contentSealed))) as DeviceContent;
    try {
      await this.call(service, { device, address, notification, deliveryId: delivery.id });
    } catch (error) {
      if (!(error instanceof DeviceGone)) throw error;
      await this.remove(device);
      throw new NotSent('The device does not receive push notifications any more.', true);
    }
  }

  /** Calls the server of a service, unless it has just failed. */
  private async call(service: PushService, push: OutgoingPush): Promise<void> {
    const server = service.serverOf(push.address);
    const pausedMs = this.pauses.begin(server);
    if (pausedMs > 0) throw new SendLater(pausedMs);
    let failure: unknown;
    try {
      await service.send(push);
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      if (failure instanceof PushServiceDown) this.pauses.failed(server, failure.retryAfterMs);
      else this.pauses.succeeded(server);
    }
  }

  private async hasEnded({ sessionId }: Device): Promise<boolean> {
    return sessionId !== null && !(await this.sessions.secondsLeft([sessionId])).has(sessionId);
  }

  private async remove({ id }: Device): Promise<void> {
    await this.transactions.run(() => this.devices.remove(id));
  }
}
