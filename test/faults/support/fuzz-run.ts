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
  /** Runs only this round, to reproduce a failure. */
  readonly only?: number;
  readonly connections: number;
  readonly stallMs: number;
  /** Absent when the requests do not go to a separate process of the product. */
  readonly watch?: LoopWatch;
  pool(): Pool;
  /** Called after an answer, before the connection sends its next request. */
  onAnswer?(round: number, sent: Sent, answer: Received): Promise<void>;
}

export interface FuzzOutcome {
  readonly faults: string[];
  readonly byStatus: Record<number, number>;
  readonly slowestMs: number;
  /** Answers that were slow only once: the machine was busy. */
  readonly slowOnce: number;
  readonly longestLagMs: number;
}

const REPETITIONS = 3;
const WATCH_EVERY = 200;
const MAX_FAULTS = 20;

/** Sends the requests over several connections. The seed and the number of a round alone decide its request. */
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
    while (next < end && outcome.faults.length < MAX_FAULTS) {
      await quiet;
      const round = next++;
      const sent = fuzzedRequest(chance.ofRound(round), fuzzing.operations, fuzzing.pool());
      const addFault = (fault: string) =>
        outcome.faults.push(`FAULT_SEED=${chance.seed} FAULT_ROUND=${round}: ${fault}\n  ${summaryOf(sent)}`);
      const answer = await fuzzing.wire.send(sent).catch((error: Error) => error);
      if (answer instanceof Error) {
        addFault(`was not answered: ${answer.message}`);
        continue;
      }
      outcome.byStatus[answer.status] = (outcome.byStatus[answer.status] ?? 0) + 1;
      outcome.slowestMs = Math.max(outcome.slowestMs, answer.ms);
      const fault = faultOf(fuzzing, sent, answer);
      if (fault) addFault(fault);
      if (answer.ms > stallMs) {
        // No other request is sent meanwhile, so a slow answer is due to this request alone.
        const again = quiet.then(() => isSlowAgain(fuzzing, sent));
        quiet = again;
        if (await again) addFault(`took ${Math.round(answer.ms)} ms, and as long when repeated.`);
        else outcome.slowOnce++;
      }
      if (watch && round % WATCH_EVERY === 0) {
        const { lagSeconds, cpuSeconds } = await watch.look();
        outcome.longestLagMs = Math.max(outcome.longestLagMs, lagSeconds * 1000);
        if (lagSeconds * 1000 > stallMs && cpuSeconds > lagSeconds * 0.8)
          addFault(
            `or one of the ${WATCH_EVERY} before it blocked the event loop for ${Math.round(lagSeconds * 1000)} ms.`,
          );
      }
      await fuzzing.onAnswer?.(round, sent, answer);
    }
  };
  await Promise.all(Array.from({ length: connections }, connection));
  return outcome;
}

function faultOf({ conformance }: Fuzzing, { method, path }: Sent, { status, headers, body }: Received) {
  if (status >= 500) return `was answered ${status} ${body?.code ?? ''}.`;
  if (status >= 400 && method !== 'HEAD' && body?.status !== status)
    return `was rejected with ${status}, but not as a problem.`;
  return conformance.faultOf({ method, path, status, mediaType: (headers['content-type'] as string) ?? null, body });
}

/** A busy machine makes any answer slow once; a request that blocks the product is slow every time. */
async function isSlowAgain({ wire, stallMs }: Fuzzing, sent: Sent): Promise<boolean> {
  for (let time = 0; time < REPETITIONS; time++) if ((await wire.send(sent)).ms <= stallMs) return false;
  return true;
}

function summaryOf({ method, path, headers, body }: Sent): string {
  const known = { ...headers, ...(headers.authorization && { authorization: headers.authorization.slice(0, 20) }) };
  const rest = body === undefined ? '' : JSON.stringify(body.toString('latin1').slice(0, 500));
  return `${method} ${path.slice(0, 300)} ${JSON.stringify(known).slice(0, 500)} ${rest}`;
}
