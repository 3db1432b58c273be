import { Injectable } from '@nestjs/common';
import type { Caller } from '@platform/access/principal';
import { FieldErrors } from '@platform/errors/platform.errors';
import type { FieldError } from '@platform/errors/problem';
import type { Changes } from '@platform/event-log/changes/changes';
import { appEvent } from '@platform/event-log/definitions/app-event';
import { Events } from '@platform/event-log/events';
import { permissionMissing } from '@platform/http/access/permission-missing';
import { refused } from '@platform/http/fields/refusals';
import type { ApiKeyId, UserId } from '@platform/ids/ids';
import type { CheckInstance } from '@platform/json-schema/compile-schema';
import { instanceFaultOf } from '@platform/json-schema/instance-fault.rule';
import { Transactions } from '@platform/persistence/transactions';
import { keyedHash } from '@platform/vault/keyed-hash';
import { Keyring } from '@platform/vault/keyring/keyring';
import { Vault } from '@platform/vault/vault';
import { ActivityTypeCache } from '../activity-types/activity-type-cache';
import { AuditFieldErrors } from '../audit.errors';
import { WRITE_ACTIVITY } from '../audit.permissions';
import { ClientEventRepository, type ClientEvent } from './client-event.repository';
import { contentOf, type EventContent } from './event-content.rule';
import type { ActivityEventDto, RecordActivityDto, RecordedActivityDto } from './record-activity.dto';

const MAX_FAULTS = 100;

interface ReportedEvent extends EventContent {
  /** The pointer of the event in the request. */
  readonly pointer: string;
  readonly clientId: string | undefined;
}

/** Records events that an app reports, for the signed-in user or with an app key. */
@Injectable()
export class ActivityRecorder {
  constructor(
    private readonly types: ActivityTypeCache,
    private readonly clientEvents: ClientEventRepository,
    private readonly events: Events,
    private readonly keyring: Keyring,
    private readonly vault: Vault,
    private readonly transactions: Transactions,
  ) {}

  /** Stores all events or none. Events whose ID the caller has sent before are not stored again. */
  async record(by: Caller, request: RecordActivityDto): Promise<RecordedActivityDto> {
    const reported = reportedEvents(by, request);
    const callerId = by.kind === 'app' ? by.keyId : by.userId;
    const checks = await this.types.checksOf(new Set(reported.map(({ action }) => action)));
    return this.transactions.run(() => this.store(callerId, reported, checks));
  }

  private async store(
    callerId: UserId | ApiKeyId,
    reported: readonly ReportedEvent[],
    checks: ReadonlyMap<string, CheckInstance>,
  ): Promise<RecordedActivityDto> {
    const clientIds = reported.flatMap(({ clientId }) => clientId ?? []);
    const found = await this.clientEvents.find(callerId, clientIds);
    const known = new Map(found.map((event) => [event.clientId, event]));
    const faults: FieldError[] = [];
    const added: ClientEvent[] = [];
    const ids: string[] = [];
    const toPublish = [];
    for (const event of reported) {
      const { pointer, clientId, subject } = event;
      const earlier = clientId === undefined ? undefined : known.get(clientId);
      if (earlier) {
        if (!this.isSame(event, earlier))
          faults.push({ pointer: `${pointer}/id`, code: AuditFieldErrors.event_id_reused });
        ids.push(earlier.eventId);
        continue;
      }
      // An event that was stored before is not checked, because the schema may have changed since.
      faults.push(...(await this.faultsOf(event, checks)));
      const published = appEvent({ type: event.action, subject, changes: changesOf(event) });
      ids.push(published.id);
      toPublish.push(published);
      if (clientId === undefined) continue;
      const contentHash = this.hashesOf(event)[0] as Buffer;
      const clientEvent = { callerId, clientId, eventId: published.id, subjectId: subject, contentHash };
      known.set(clientId, clientEvent);
      added.push(clientEvent);
    }
    if (faults.length > 0) throw refused(faults.slice(0, MAX_FAULTS));
    // In the same order in every transaction, so that two of them do not wait for each other.
    for (const event of added.sort((one, other) => (one.clientId < other.clientId ? -1 : 1)))
      await this.clientEvents.add(event);
    for (const event of toPublish) await this.events.publish(event);
    return { items: ids.map((id) => ({ id })) };
  }

  private async faultsOf(
    { pointer, action, subject, details }: ReportedEvent,
    checks: ReadonlyMap<string, CheckInstance>,
  ): Promise<FieldError[]> {
    const faults = (checks.get(action)?.(details ?? {}) ?? []).map((fault) =>
      instanceFaultOf(fault, `${pointer}/details`, AuditFieldErrors.details_not_valid),
    );
    // An unknown or erased user has no key to seal the details with.
    if ((await this.vault.boxOf(subject)).destroyed)
      faults.push({ pointer: `${pointer}/subject`, code: AuditFieldErrors.unknown_subject });
    return faults;
  }

  private isSame(event: ReportedEvent, { contentHash }: ClientEvent): boolean {
    return this.hashesOf(event).some((hash) => hash.equals(contentHash));
  }

  /** With each live key, the newest first. The hash is keyed, because details could be guessed from a plain hash. */
  private hashesOf(event: ReportedEvent): Buffer[] {
    return this.keyring.live('system').map(({ secret }) => keyedHash(secret, 'audit.event\0', contentOf(event)));
  }
}

function reportedEvents(by: Caller, { events, ...single }: RecordActivityDto): ReportedEvent[] {
  const given = events
    ? events.map((event, at) => ({ event, pointer: `/events/${at}` }))
    : [{ event: single as ActivityEventDto, pointer: '' }];
  const faults: FieldError[] = [];
  const reported = given.flatMap(({ event: { id, action, details, subject: named }, pointer }) => {
    const subject = subjectOf(by, named as UserId | undefined);
    if (!subject) faults.push({ pointer: `${pointer}/subject`, code: FieldErrors.required });
    return subject ? [{ pointer, clientId: id, action, details, subject }] : [];
  });
  if (faults.length > 0) throw refused(faults);
  return reported;
}

/** A user's API key cannot record events for other users, whatever permissions its user has. */
function subjectOf(by: Caller, named: UserId | undefined): UserId | undefined {
  const subject = named ?? (by.kind === 'user' ? by.userId : undefined);
  const isOwn = by.kind === 'user' && subject === by.userId;
  const isUsersKey = by.kind === 'user' && by.key !== undefined;
  if (subject && !isOwn && (isUsersKey || !by.permissions.has(WRITE_ACTIVITY))) throw permissionMissing(WRITE_ACTIVITY);
  return subject;
}

function changesOf({ details }: ReportedEvent): Changes {
  return details ? { details: { before: null, after: details } } : {};
}
