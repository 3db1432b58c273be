/** Refusals after which another attempt can succeed, for example when the operator has corrected a key. */
const LATER = new Set([401, 403, 408, 425, 429]);

/** Whether a server has refused a request in a way that another attempt does not change. */
export function isFinalAnswer(status: number): boolean {
  return status >= 400 && status < 500 && !LATER.has(status);
}
