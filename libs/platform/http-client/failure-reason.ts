/** Why a call failed. The message of an error of `fetch` is always "fetch failed"; the reason is in its cause. */
export function failureReason(error: unknown): string {
  const { cause, message } = error as { readonly cause?: { readonly message?: unknown }; readonly message?: unknown };
  // The cause has an empty message if several addresses were tried.
  return String(cause?.message || message);
}
