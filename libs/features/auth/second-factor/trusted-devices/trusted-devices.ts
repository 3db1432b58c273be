import { Injectable, type OnModuleInit } from '@nestjs/common';
import { hashOfToken, isOpaqueToken, newOpaqueToken } from '@platform/access/opaque-token.rule';
import { Events } from '@platform/event-log/events';
import { Origins } from '@platform/origin/seen-origin';
import { newId, type UserId } from '@platform/ids/ids';
import { Vault } from '@platform/vault/vault';
import { AuthConfig } from '../../auth.config';
import { isChangeOfCredentials } from '../../credentials/credential-changes';
import { TrustedDevicesRemoved, TrustedDeviceAdded } from '../second-factor.events';
import { TrustedDeviceRepository } from './trusted-device.repository';
import type { TrustedDeviceId } from './trusted-device-id';

export const DEVICE_PLACE = { table: 'auth_trusted_device', column: 'origin_sealed' };
/** Above the usual number of devices. Without a limit, an attacker with access to an account could add any number. */
const MAX_DEVICES = 20;
const PREFIX = 'ukd_';

/** The devices of users that need no second factor for a limited time. */
@Injectable()
export class TrustedDevices implements OnModuleInit {
  constructor(
    private readonly devices: TrustedDeviceRepository,
    private readonly vault: Vault,
    private readonly origins: Origins,
    private readonly events: Events,
    private readonly config: AuthConfig,
  ) {}

  onModuleInit(): void {
    // The user may have changed credentials because of a person with access to a trusted device.
    this.events.inTransaction({
      name: 'auth.trusted-devices',
      on: isChangeOfCredentials,
      handle: async ({ subject }) => {
        if (subject !== null) await this.distrustAll(subject);
      },
    });
  }

  /** Must run in the transaction that verified the second factor. Returns undefined if trusted devices are disabled. */
  async trust(userId: UserId): Promise<string | undefined> {
    if (this.config.trustedDeviceDays === 0) return undefined;
    await this.publishRemoval(userId, await this.devices.removeOldestOf(userId, MAX_DEVICES - 1));
    const [id, token] = [newId<TrustedDeviceId>(), newOpaqueToken(PREFIX)];
    const originSealed = (await this.vault.boxOf(userId)).seal(DEVICE_PLACE, JSON.stringify(this.origins.seen()));
    const days = this.config.trustedDeviceDays;
    await this.devices.insert({ id, userId, tokenHash: hashOfToken(token), days, originSealed });
    await this.events.publish(TrustedDeviceAdded.of({ subject: userId, facts: { deviceId: id } }));
    return token;
  }

  async use(userId: UserId, token: string): Promise<boolean> {
    return isOpaqueToken(PREFIX, token) && this.devices.use(userId, hashOfToken(token));
  }

  async distrust(id: TrustedDeviceId, userId: UserId): Promise<boolean> {
    return this.publishRemoval(userId, await this.devices.remove(id, userId));
  }

  async distrustAll(userId: UserId): Promise<boolean> {
    return this.publishRemoval(userId, await this.devices.removeAllOf(userId));
  }

  private async publishRemoval(userId: UserId, count: number): Promise<boolean> {
    if (count > 0) await this.events.publish(TrustedDevicesRemoved.of({ subject: userId, facts: { count } }));
    return count > 0;
  }
}
