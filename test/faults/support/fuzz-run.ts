import type { OpenApiConformance } from '@test/support/openapi-conformance';
import { Chance } from '@test/support/chance';
import { fuzzedRequest, type Pool } from './fuzz-requests';
import type { LoopWatch } from './loop-watch';
import type { DescribedOperation } from './operations';
import type { Received, Sent, Wire } from './wire';

export interface Fuzzing {
  readonly wire: Wire;
  readonly operations: readonly DescribedOperation[];
  readonly conformance: OpenApiConformance;
  readonly chance: Chance;
  readonly rounds: number;
  /** One round alone, to see it again. */
  readonly only?: number;
  readonly connections: number;
  readonly stallMs: number;
  /** Absent where there is no product of its own to look into. */
  readonly watch?: LoopWatch;
  pool(): Pool;
  /** After an answer, before this connection's next request. */
  answered?(round: number, sent: Sent, answer: Received): Promise<void>;
}

export interface FuzzOutcome {
  readonly faults: string[];
  readonly byStatus: Record<number, number>;
  readonly slowestMs: number;
  /** Answers that were slow once and not again: the machine's doing. */
  readonly slowOnce: number;
  readonly longestLagMs: number;
}

const ASKED_AGAIN = 3;
const LOOK_EVERY = 200;
const ENOUGH = 20;

/** Sends the rounds over several connections; every round is made of the seed and its number alone. */
export async function fuzz(fuzzing: Fuzzing): Promise<FuzzOutcome> {
  const { chance, rounds, only, connections, watch, stallMs } = fuzzing;
  const outcome = {
    faults: [] as string[],
    byStatus: {} as Record<number, number>,
    slowestMs: 0,
    slowOnce: 0,
    longestLagMs: 0,
  };
  let next = only ?? 0;
  const end = only === undefined ? rounds : only + 1;
  await watch?.look();
  let quiet: Promise<unknown> = Promise.resolve();
  const connection = async () => {
    while (next < end && outcome.faults.length < ENOUGH) {
      await quiet;
      const round = next++;
      const sent = fuzzedRequest(chance.ofRound(round), fuzzing.operations, fuzzing.pool());
      const told = (fault: string) =>
        outcome.faults.push(`FAULT_SEED=${chance.seed} FAULT_ROUND=${round}: ${fault}\n  ${inBrief(sent)}`);
      const answer = await fuzzing.wire.send(sent).catch((error: Error) => error);
      if (answer instanceof Error) {
        told(`was not answered: ${answer.message}`);
        continue;
      }
      outcome.byStatus[answer.status] = (outcome.byStatus[answer.status] ?? 0) + 1;
      outcome.slowestMs = Math.max(outcome.slowestMs, answer.ms);
      const fault = wrongIn(fuzzing, sent, answer);
      if (fault) told(fault);
      if (answer.ms > stallMs) {
        // Nothing else is sent meanwhile, so that the request itself must be what is slow.
        const again = quiet.then(() => isSlowAgain(fuzzing, sent));
        quiet = again;
        if (await again) told(`took ${Math.round(answer.ms)} ms, and as long when asked again.`);
        else outcome.slowOnce++;
      }
      if (watch && round % LOOK_EVERY === 0) {
        const { lagSeconds, computedSeconds } = await watch.look();
        outcome.longestLagMs = Math.max(outcome.longestLagMs, lagSeconds * 1000);
        if (lagSeconds * 1000 > stallMs && computedSeconds > lagSeconds * 0.8)
          told(`or one of the ${LOOK_EVERY} before it held the event loop for ${Math.round(lagSeconds * 1000)} ms.`);
      }
      await fuzzing.answered?.(round, sent, answer);
    }
  };
  await Promise.all(Array.from({ length: connections }, connection));
  return outcome;
}

function wrongIn({ conformance }: Fuzzing, { method, path }: Sent, { status, headers, body }: Received) {
  if (status >= 500) return `was answered ${status} ${body?.code ?? ''}.`;
  if (status >= 400 && method !== 'HEAD' && body?.status !== status)
    return `was refused with ${status}, but not as a problem.`;
  return conformance.faultOf({ method, path, status, mediaType: (headers['content-type'] as string) ?? null, body });
}

/** A busy machine makes any answer slow once; a request that ties the product up does so every time. */
async function isSlowAgain({ wire, stallMs }: Fuzzing, sent: Sent): Promise<boolean> {
  for (let time = 0; time < ASKED_AGAIN; time++) if ((await wire.send(sent)).ms <= stallMs) return false;
  return true;
}

function inBrief({ method, path, headers, body }: Sent): string {
  const known = { ...headers, ...(headers.authorization && { authorization: headers.authorization.slice(0, 20) }) };
  const rest = body === undefined ? '' : JSON.stringify(body.toString('latin1').slice(0, 500));
  return `${method} ${path.slice(0, 300)} ${JSON.stringify(known).slice(0, 500)} ${rest}`;
}
