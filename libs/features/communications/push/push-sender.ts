import { Injectable, type OnModuleInit } from '@nestjs/common';
import { SessionDirectory } from '@platform/access/session-directory';
import { Transactions } from '@platform/persistence/transactions';
import { Vault } from '@platform/vault/vault';
import { NotSent, type ChannelSender, type OutgoingNotification } from '../deliveries/channel-sender';
import { ChannelSenders } from '../deliveries/channel-senders';
import { DEVICE_PLACE, type DeviceContent } from '../devices/device-content';
import { DeviceRepository, type Device } from '../devices/device.repository';
import type { DeviceId } from '../devices/device.entity';
import { ApnsService } from './apns.service';
import { FcmService } from './fcm.service';
import { DeviceGone, type PushService } from './push-service';
import { WebPushService } from './web-push.service';

/** Sends notifications to devices, each by the service of its kind. */
@Injectable()
export class PushSender implements ChannelSender, OnModuleInit {
  readonly isTransactional = false;
  private readonly services: readonly PushService[];

  constructor(
    private readonly devices: DeviceRepository,
    private readonly sessions: SessionDirectory,
    private readonly senders: ChannelSenders,
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
      await service.send({ device, address, notification, deliveryId: delivery.id });
    } catch (error) {
      if (!(error instanceof DeviceGone)) throw error;
      await this.remove(device);
      throw new NotSent('The device does not receive push notifications any more.', true);
    }
  }

  private async hasEnded({ sessionId }: Device): Promise<boolean> {
    return sessionId !== null && !(await this.sessions.secondsLeft([sessionId])).has(sessionId);
  }

  private async remove({ id }: Device): Promise<void> {
    await this.transactions.run(() => this.devices.remove(id));
  }
}
