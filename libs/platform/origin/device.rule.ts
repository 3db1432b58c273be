import Bowser from 'bowser';

const LONGEST = 120;
/** Headers are decoded as Latin-1, so they can contain these characters. */
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/g;

/**
 * Returns for example "Firefox on Linux". This is enough for a user to recognise the device, but it is no fingerprint.
 */
export function deviceOf(userAgent: string | undefined): string | null {
  if (!userAgent) return null;
  const parsed = Bowser.parse(userAgent);
  const parts = [parsed.browser.name, parsed.os.name].filter((part) => part !== undefined && part !== '');
  const device = parts.length === 0 ? userAgent.split(/[/\s]/)[0]?.slice(0, 60) : parts.join(' on ');
  // For unknown clients, the library returns text of the header, which can have any length.
  return device?.replace(CONTROLS, '').slice(0, LONGEST) || null;
}
