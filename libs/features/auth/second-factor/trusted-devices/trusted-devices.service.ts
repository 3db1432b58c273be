import { Injectable } from '@nestjs/common';
import { RequestProblems } from '@platform/errors/platform.errors';
import { Cursors } from '@platform/http/paging/cursors';
import type { PageQuery } from '@platform/http/paging/page';
import type { SeenOrigin } from '@platform/origin/seen-origin';
import { Transactions } from '@platform/persistence/transactions';
import { Vault } from '@platform/vault/vault';
import type { UserId } from '@platform/ids/ids';
import { TrustedDeviceRepository } from './trusted-device.repository';
import { DEVICE_PLACE, TrustedDevices } from './trusted-devices';
import type { TrustedDeviceListDto } from './trusted-devices.dto';
import type { TrustedDeviceId } from './trusted-device-id';

@Injectable()
export class TrustedDevicesService {
  constructor(
    private readonly repository: TrustedDeviceRepository,
    private readonly devices: TrustedDevices,
    private readonly vault: Vault,
    private readonly cursors: Cursors,
    private readonly transactions: Transactions,
  ) {}

  async list(userId: UserId, { limit = 20, cursor }: PageQuery): Promise<TrustedDeviceListDto> {
    const [before] = this.cursors.read('trusted-devices', {}, cursor) ?? [];
    const found = await this.repository.list(userId, before as string | undefined, limit + 1);
    const { rows, nextCursor } = this.cursors.page('trusted-devices', {}, found, limit, ({ id }) => [id]);
    const box = await this.vault.boxOf(userId);
    const items = rows.map(({ id, createdAt, lastUsedAt, expiresAt, originSealed }) => {
      const origin = box.open(DEVICE_PLACE, originSealed);
      const { device, place } = (origin ? JSON.parse(origin) : { device: null, place: null }) as SeenOrigin;
      const [created, used, expires] = [createdAt, lastUsedAt, expiresAt].map((at) => at.toISOString()) as [
        string,
        string,
        string,
      ];
      return { id, device, place, createdAt: created, lastUsedAt: used, expiresAt: expires };
    });
    return { items, nextCursor };
  }

  async distrust(id: TrustedDeviceId, userId: UserId): Promise<void> {
    if (!(await this.transactions.run(() => this.devices.distrust(id, userId)))) throw RequestProblems.not_found();
  }

  async distrustAll(userId: UserId): Promise<void> {
    await this.transactions.run(() => this.devices.distrustAll(userId));
  }
}
