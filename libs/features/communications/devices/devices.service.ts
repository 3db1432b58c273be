import { Injectable } from '@nestjs/common';
import { UserReader } from '@features/users';
import type { SessionPrincipal } from '@platform/access/principal';
import { RequestProblems } from '@platform/errors/platform.errors';
import { Events } from '@platform/event-log/events';
import { refused, refusedField } from '@platform/http/fields/refusals';
import { newId, type UserId } from '@platform/ids/ids';
import { Transactions } from '@platform/persistence/transactions';
import type { Box } from '@platform/vault/sealing/box';
import { Vault } from '@platform/vault/vault';
import { CommunicationsFieldErrors } from '../communications.errors';
import { DeviceRegistered, DeviceRemoved } from '../communications.events';
import type { DeviceAddress } from './device-address';
import { addressHashOf, addressIn } from './device-address.rule';
import { DEVICE_PLACE, type DeviceContent } from './device-content';
import type { DeviceId } from './device.entity';
import { DeviceServices } from './device-services';
import { DeviceRepository, type Device } from './device.repository';
import type { DeviceDto, DeviceListDto, RegisterDeviceDto } from './devices.dto';

const MAX_DEVICES = 20;

/** Manages the devices of the caller that receive push notifications. */
@Injectable()
export class DevicesService {
  constructor(
    private readonly devices: DeviceRepository,
    private readonly services: DeviceServices,
    private readonly users: UserReader,
    private readonly vault: Vault,
    private readonly events: Events,
    private readonly transactions: Transactions,
  ) {}

  async list(userId: UserId): Promise<DeviceListDto> {
    const [box, devices] = await Promise.all([this.vault.boxOf(userId), this.devices.ofUser(userId)]);
    return { items: devices.map((device) => dtoOf(device, box)) };
  }

  /** A device that was registered before keeps its ID, unless another user was signed in there. */
  async register({ userId, sessionId }: SessionPrincipal, { name, ...given }: RegisterDeviceDto): Promise<DeviceDto> {
    const address = addressIn(given);
    if ('faults' in address) throw refused(address.faults);
    this.refuseUnreachable(address);
    const box = await this.vault.boxOf(userId);
    const content: DeviceContent = { address, name: name ?? null };
    const contentSealed = box.seal(DEVICE_PLACE, JSON.stringify(content));
    const addressHash = addressHashOf(address);
    return this.transactions.run(async () => {
      // An account that is being erased must not get a device afterwards.
      if (!(await this.users.lock(userId))) throw RequestProblems.not_found();
      const former = await this.devices.lockAddress(addressHash);
      const changes = { sessionId, contentSealed, registeredAt: new Date() };
      if (former?.userId === userId) {
        await this.devices.change({ id: former.id, ...changes });
        return dtoOf({ ...former, ...changes }, box);
      }
      if (former) await this.end(former);
      const device = { id: newId<DeviceId>(), userId, kind: address.kind, addressHash, ...changes };
      await this.endOldest(userId);
      await this.devices.add(device);
      await this.events.publish(DeviceRegistered.of({ subject: userId, facts: { kind: device.kind } }));
      return dtoOf(device, box);
    });
  }

  async remove(userId: UserId, id: DeviceId): Promise<void> {
    await this.transactions.run(async () => {
      await this.users.lock(userId);
      const device = await this.devices.find(id);
      if (device?.userId !== userId) throw RequestProblems.not_found();
      await this.end(device);
    });
  }

  private refuseUnreachable(address: DeviceAddress): void {
    const service = this.services.of(address.kind);
    if (!service) throw refusedField('/kind', CommunicationsFieldErrors.push_service_off);
    const fault = service.faultOf?.(address);
    if (fault) throw refused([fault]);
  }

  private async end({ id, userId, kind }: Device): Promise<void> {
    await this.devices.remove(id);
    await this.events.publish(DeviceRemoved.of({ subject: userId, facts: { kind } }));
  }

  /** Browsers do not say that they have forgotten a subscription, so old ones make room for new ones. */
  private async endOldest(userId: UserId): Promise<void> {
    const oldest = (await this.devices.ofUser(userId)).slice(MAX_DEVICES - 1);
    for (const device of oldest) await this.end(device);
  }
}

function dtoOf({ id, kind, contentSealed, registeredAt }: Device, box: Box): DeviceDto {
  const { name } = JSON.parse(String(box.open(DEVICE_PLACE, contentSealed))) as DeviceContent;
  return { id, kind, name, registeredAt: registeredAt.toISOString() };
}
