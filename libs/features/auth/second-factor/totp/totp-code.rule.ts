import { typedDigits } from '@platform/one-time/code-text.rule';
import { lazily } from '@platform/process/lazily';

const library = lazily(() => require('otplib') as typeof import('otplib'));

/** Accepts codes that are up to half a minute early or late, because the clocks of phones differ. */
const TOLERANCE_SECONDS = 30;
const DIGITS = 6;

export function newTotpSecret(): string {
  return library().generateSecret();
}

/** The `otpauth://totp/…` URI for the QR code. */
export function totpUri(secret: string, issuer: string, label: string): string {
  return library().generateURI({ secret, issuer, label });
}

/** The time step of this code if it is after the last used one; undefined for any other code. */
export function stepOfCode(secret: string, typed: string, lastStep: number): number | undefined {
  const token = typedDigits(typed, DIGITS);
  if (token === undefined) return undefined;
  const found = library().verifySync({ secret, token, epochTolerance: TOLERANCE_SECONDS });
  const step = found.valid && 'timeStep' in found ? found.timeStep : undefined;
  return step !== undefined && step > lastStep ? step : undefined;
}
