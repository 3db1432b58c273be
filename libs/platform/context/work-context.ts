import { AsyncLocalStorage } from 'node:async_hooks';
import type { Principal } from '@platform/access/principal';
import type { Language } from '@platform/errors/problem';
import type { UserId } from '@platform/ids/ids';

/** The origin of a request, as far as it may be stored. */
export interface Origin {
  readonly ip: string;
  /** The network of the address (IPv4 as a whole, IPv6 /64): the key of rate limits and login throttling. */
  readonly network: string;
  readonly userAgent: string | undefined;
}

/** The context of a request, a job or a command. It is ambient, so that it is not passed as a parameter. */
export interface WorkContext {
  readonly id: string;
  principal: Principal | undefined;
  /** The user who signed in with this request. */
  provenUserId?: UserId;
  /** The error code of the response, for metrics. */
  problemCode?: string;
  readonly origin: Origin | undefined;
  readonly language: Language;
  /** The `performance.now()` time after which no new step of this work starts. */
  deadline: number;
  /** Whether the work waits for or uses a limited resource, such as hashing. A timeout then means overload. */
  needsCapacity?: boolean;
}

const storage = new AsyncLocalStorage<WorkContext>();

export function currentWork(): WorkContext | undefined {
  return storage.getStore();
}

export function withWork<T>(work: WorkContext, run: () => T): T {
  return storage.run(work, run);
}

export function systemWork(name: string, id: string, limitMs = Infinity): WorkContext {
  return {
    id,
    principal: { kind: 'system', name },
    origin: undefined,
    language: 'en',
    deadline: performance.now() + limitMs,
  };
}

/**
 * Runs work that is not part of the response with a separate deadline, because the deadline of the request may have
 * passed.
 */
export function withTime<T>(limitMs: number, run: () => T): T {
  const work = currentWork() ?? systemWork('after-answer', '');
  return withWork({ ...work, deadline: performance.now() + limitMs }, run);
}

/** Records that the current work is done by this user. It grants no permissions. */
export function actingUserProven(userId: UserId): void {
  const work = currentWork();
  if (work) work.provenUserId = userId;
}
