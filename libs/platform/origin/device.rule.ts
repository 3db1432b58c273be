import Bowser from 'bowser';

/** "Firefox on Linux": enough for a user to know the device again, and no fingerprint. */
export function deviceOf(userAgent: string | undefined): string | null {
  if (!userAgent) return null;
  const parsed = Bowser.parse(userAgent);
  const parts = [parsed.browser.name, parsed.os.name].filter((part) => part !== undefined && part !== '');
  return parts.length === 0 ? userAgent.split(/[/\s]/)[0]?.slice(0, 60) || null : parts.join(' on ');
}
