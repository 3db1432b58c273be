import { isDate } from '@platform/text/utc-time.rule';
import { parseEmail } from '@platform/email/email-address.rule';
import { parseLanguageTag } from './language-tag.rule';

const TIME = /^([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/i;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const URI = /^[a-z][a-z0-9+.-]*:[\x21\x23-\x3b\x3d\x3f-\x5b\x5d\x5f\x61-\x7a\x7e]+$/i;
const TIME_ZONE = /^[A-Za-z][A-Za-z0-9_+-]{0,31}(\/[A-Za-z0-9_+-]{1,31}){0,2}$/;
/** Rejected, because apps may use the value as a link. */
const RUNS_SCRIPT = /^(javascript|vbscript|data):/i;

/** The supported formats. All patterns match in linear time. */
export const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  date: isDate,
  'date-time': (text) =>
    text.length <= 40 && /^t$/i.test(text[10] ?? '') && isDate(text.slice(0, 10)) && TIME.test(text.slice(11)),
  email: (text) => parseEmail(text) !== undefined,
  'language-tag': (text) => parseLanguageTag(text) !== undefined,
  'time-zone': isTimeZone,
  uri: (text) => text.length <= 2000 && URI.test(text) && !RUNS_SCRIPT.test(text) && URL.canParse(text),
  uuid: (text) => UUID.test(text),
};

/** A name of the IANA time zone database, but no offset such as `+01:00`. */
function isTimeZone(text: string): boolean {
  if (!TIME_ZONE.test(text)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return true;
  } catch {
    return false;
  }
}
