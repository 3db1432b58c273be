import { domainToASCII, domainToUnicode } from 'node:url';

export interface EmailAddress {
  /** The deliverable address: the local part as entered, the domain in ASCII. */
  readonly address: string;
  /** The normalised address. Two addresses with the same identity belong to the same user. */
  readonly identity: string;
}

const LOCAL = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * Normalises an email address. It must have ASCII before the @ and a valid domain after it. Quoted parts, comments,
 * several addresses, look-alike letters and invisible characters are rejected. Upper and lower case are the same
 * identity, because no common provider distinguishes them.
 */
export function parseEmail(text: unknown): EmailAddress | undefined {
  if (typeof text !== 'string' || text.length > 254) return undefined;
  const at = text.lastIndexOf('@');
  const local = text.slice(0, at);
  const domain = asciiDomain(text.slice(at + 1));
  if (at < 1 || local.length > 64 || !LOCAL.test(local) || !domain) return undefined;
  const address = `${local}@${domain}`;
  return address.length > 254 ? undefined : { address, identity: address.toLowerCase() };
}

/** The normalised domain, as in the identity of `parseEmail`. */
export function parseEmailDomain(text: string): string | undefined {
  return asciiDomain(text);
}

export function domainOf(identity: string): string {
  return identity.slice(identity.lastIndexOf('@') + 1);
}

function asciiDomain(domain: string): string | undefined {
  // Characters that only fold into others (fullwidth dots, the Kelvin sign) are look-alikes, not names.
  if (domain !== domain.normalize('NFKC')) return undefined;
  const lower = domain.toLowerCase();
  const ascii = domainToASCII(lower);
  // The conversion also decodes %61, drops soft hyphens and accepts other dots, so the domain must survive a round
  // trip.
  if (ascii !== lower && domainToUnicode(ascii) !== lower) return undefined;
  const labels = ascii.split('.');
  const isName = labels.length > 1 && ascii.length <= 253 && labels.every((label) => LABEL.test(label));
  return isName && !/^\d+$/.test(labels[labels.length - 1] as string) ? ascii : undefined;
}
