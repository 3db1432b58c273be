import Bowser from 'bowser';

const LONGEST = 120;
/** Headers are decoded as Latin-1, so they can contain these characters. */
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/g;

/** "Firefox on Linux": enough for a user to know the device again, and no fingerprint. */
export function deviceOf(userAgent: string | undefined): string | null {
  if (!userAgent) return null;
  const parsed = Bowser.parse(userAgent);
  const parts = [parsed.browser.name, parsed.os.name].filter((part) => part !== undefined && part !== '');
  const device = parts.length === 0 ? userAgent.split(/[/\s]/)[0]?.slice(0, 60) : parts.join(' on ');
  // What it does not know the library takes from the client's own words, however many these are.
  return device?.replace(CONTROLS, '').slice(0, LONGEST) || null;
}
