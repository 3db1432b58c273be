const LEAST_DISTINCT_BYTES = 18;
const LEAST_DISTINCT_STEPS = 16;

/** Shown in the docs and in `.env.example`, so known to everybody. */
export const DOCUMENTED_EXAMPLE = 'FlHI2Umm0MDGLB6uSk8Y1cwe5P6U+Bl0qfx+nqg8eNY=';

/**
 * Why this is not a key somebody drew at random, or undefined. Each test is one that 32 random bytes fail less
 * often than once in a thousand million draws.
 */
export function weaknessOf(secret: Buffer): string | undefined {
  const text = secret.toString('base64');
  if (text === DOCUMENTED_EXAMPLE) return 'is the example from the documentation';
  if (new Set(secret).size === 1) return 'is one byte repeated';
  if (stepsOf(secret).size < LEAST_DISTINCT_STEPS) return 'counts up or repeats itself';
  if (new Set(secret).size < LEAST_DISTINCT_BYTES) return 'repeats itself';
  if (secret.every((byte) => byte >= 0x20 && byte < 0x7f)) return 'is text, not random bytes';
  if (!/[a-z]/.test(text) || !/[A-Z]/.test(text)) return 'is text typed in place of random bytes';
  return undefined;
}

function stepsOf(secret: Buffer): Set<number> {
  return new Set([...secret.subarray(1)].map((byte, index) => (byte - (secret[index] ?? 0) + 256) % 256));
}
