/** The fields of one recipient in a delivery status notification, by lower-case name. */
export type DsnFields = ReadonlyMap<string, string>;

const STATUS_TYPES = new Set(['message/delivery-status', 'message/global-delivery-status']);
const MAX_RECIPIENTS = 1000;

/** Returns the recipients in a delivery status notification (RFC 3464), or undefined if the message is none. */
export function deliveryStatusOf(message: string): readonly DsnFields[] | undefined {
  const { fields, body } = splitMessage(message.replace(/\r\n?/g, '\n'));
  const { type, parameters } = contentTypeOf(fields);
  const boundary = parameters.get('boundary');
  if (type !== 'multipart/report' || parameters.get('report-type')?.toLowerCase() !== 'delivery-status' || !boundary)
    return undefined;
  const part = partsOf(body, boundary)
    .map(splitMessage)
    .find((candidate) => STATUS_TYPES.has(contentTypeOf(candidate.fields).type));
  if (!part) return undefined;
  // The first group of fields is about the message, each further one about one recipient.
  const [, ...recipients] = part.body.split(/\n(?:[ \t]*\n)+/).filter((group) => group.trim() !== '');
  return recipients.slice(0, MAX_RECIPIENTS).map(fieldsOf);
}

function splitMessage(message: string): { fields: DsnFields; body: string } {
  const text = message.replace(/^\n+/, '');
  const end = text.indexOf('\n\n');
  if (end < 0) return { fields: fieldsOf(text), body: '' };
  return { fields: fieldsOf(text.slice(0, end)), body: text.slice(end + 2) };
}

/** Lines that begin with a blank continue the line before. Of repeated fields the first one counts. */
function fieldsOf(text: string): DsnFields {
  const fields = new Map<string, string>();
  for (const line of text.replace(/\n[ \t]+/g, ' ').split('\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim().toLowerCase();
    if (colon > 0 && !fields.has(name)) fields.set(name, line.slice(colon + 1).trim());
  }
  return fields;
}

function contentTypeOf(fields: DsnFields): { type: string; parameters: DsnFields } {
  const [type = '', ...others] = (fields.get('content-type') ?? '').split(';');
  const parameters = new Map<string, string>();
  for (const parameter of others) {
    const [name = '', ...value] = parameter.split('=');
    parameters.set(name.trim().toLowerCase(), unquoted(value.join('=').trim()));
  }
  return { type: type.trim().toLowerCase(), parameters };
}

function unquoted(text: string): string {
  return text.startsWith('"') ? text.slice(1, text.indexOf('"', 1)) : text;
}

function partsOf(body: string, boundary: string): string[] {
  const [, ...parts] = `\n${body}`.split(`\n--${boundary}`);
  const end = parts.findIndex((part) => part.startsWith('--'));
  // The rest of the line with the boundary can only contain blanks.
  return (end < 0 ? parts : parts.slice(0, end)).map((part) => part.replace(/^[ \t]*\n/, ''));
}
