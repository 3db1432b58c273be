const LEAST_DISTINCT_BYTES = 18;
const LEAST_DISTINCT_STEPS = 16;

/** The example in the docs and in `.env.example`, so it is public. */
export const DOCUMENTED_EXAMPLE = 'FlHI2Umm0MDGLB6uSk8Y1cwe5P6U+Bl0qfx+nqg8eNY=';

/**
 * Explains why this key is not random, or returns undefined. 32 random bytes fail each of these tests with a
 * probability below one in a billion.
 */
export function weaknessOf(secret: Buffer): string | undefined {
  const text = secret.toString('base64');
  if (text === DOCUMENTED_EXAMPLE) return 'is the example from the documentation';
  if (new Set(secret).size === 1) return 'is one byte repeated';
  if (stepsOf(secret).size < LEAST_DISTINCT_STEPS) return 'counts up or repeats itself';
  if (new Set(secret).size < LEAST_DISTINCT_BYTES) return 'repeats itself';
  if (secret.every((byte) => byte >= 0x20 && byte < 0x7f)) return 'is text, not random bytes';
  if (!/[a-z]/.test(text) || !/[A-Z]/.test(text)) return 'is typed text instead of random bytes';
  return undefined;
}

function stepsOf(secret: Buffer): Set<number> {
  return new Set([...secret.subarray(1)].map((byte, index) => (byte - (secret[index] ?? 0) + 256) % 256));
}
