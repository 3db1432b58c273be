import { systemWork, withWork } from '@platform/context/work-context';
import { errorTextWithoutValues } from '@platform/jobs/error-text.rule';

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
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`The event was not handled within ${limitMs / 1000} seconds.`)), limitMs);
  });
  try {
    await Promise.race([withWork(systemWork(`on:${consumer}`, id, limitMs), call), timeUp]);
    return undefined;
  } catch (error) {
    return errorTextWithoutValues(error);
  } finally {
    clearTimeout(timer);
  }
}
