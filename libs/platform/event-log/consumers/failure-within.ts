import { systemWork, withWork } from '@platform/context/work-context';
import { errorTextWithoutValues } from '@platform/jobs/error-text.rule';
import { withinMs } from '@platform/process/within-ms';

/**
 * Runs the call of a consumer with a time limit. Returns its failure as text that can be stored, or undefined after a
 * success.
 */
export async function failureWithin(
  limitMs: number,
  consumer: string,
  id: string,
  call: () => Promise<unknown>,
): Promise<string | undefined> {
  try {
    const hasEnded = await withinMs(limitMs, withWork(systemWork(`on:${consumer}`, id, limitMs), call));
    if (!hasEnded) throw new Error(`The event was not handled within ${limitMs / 1000} seconds.`);
    return undefined;
  } catch (error) {
    return errorTextWithoutValues(error);
  }
}
