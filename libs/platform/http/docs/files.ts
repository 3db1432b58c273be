import type { Operation } from '../answers/operation';
import type { Json } from './document-json';

const MIB = 1024 * 1024;
const TAG = { type: 'string', maxLength: 200, pattern: '^[ -~]*$' };

/** JSON that the handler reads as bytes can have any shape. */
const ANY_JSON: Json = {
  schema: { type: ['object', 'array'], additionalProperties: true, items: {}, maxItems: 100_000 },
};

export const FILE_HEADERS: Json = {
  'Accept-Ranges': {
    description: 'Always `bytes`: ranges can be requested.',
    schema: { type: 'string', maxLength: 5 },
  },
  'Content-Disposition': {
    description: 'Whether to show or save the file, and its name.',
    schema: { type: 'string', maxLength: 2000 },
  },
  'Content-Range': {
    description: 'The position of these bytes in the file: `bytes first-last/size`.',
    schema: { type: 'string', maxLength: 100 },
  },
};

/** The header parameters of an operation that returns a file. */
export function fileParameters({ download }: Operation): Json[] {
  if (!download) return [];
  return [
    headerParameter('Range', 'The byte range to return, for example `bytes=0-1023`; the response is then 206.'),
    headerParameter('If-Range', 'The ETag of the bytes you have; when it is outdated, Range is ignored.'),
    headerParameter('If-None-Match', 'The ETag of the copy you have; 304 when it is current.'),
  ];
}

/** The problems of an operation with a file, besides those of every operation. */
export function fileCodes({ upload, download }: Operation): string[] {
  return [
    ...(upload && !upload.wrongContent ? ['request.content_mismatch'] : []),
    ...(download ? ['request.range_not_satisfiable'] : []),
  ];
}

/** States the size limit of an upload, and the other responses of a download: a part of the file, and 304. */
export function completeFiles(entry: Json, { upload, download, status }: Operation): void {
  if (upload) {
    entry.requestBody.description = `The bytes of the file, at most ${sizeText(upload.maxBytes)}.`;
    entry.requestBody['x-max-bytes'] = upload.maxBytes;
    if (entry.requestBody.content['application/json']) entry.requestBody.content['application/json'] = ANY_JSON;
  }
  if (!download) return;
  const whole = entry.responses[status];
  entry.responses['304'] = { description: 'Your copy is current', headers: { ...whole.headers, ...refs(['ETag']) } };
  Object.assign(whole.headers, refs(['ETag', 'Accept-Ranges', 'Content-Disposition']));
  entry.responses['206'] = {
    description: 'The requested bytes of the file',
    content: whole.content,
    headers: { ...whole.headers, ...refs(['Content-Range']) },
  };
}

function sizeText(bytes: number): string {
  return bytes % MIB === 0 ? `${bytes / MIB} MiB` : `${bytes} bytes`;
}

function refs(names: readonly string[]): Json {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

function headerParameter(name: string, description: string): Json {
  return { name, in: 'header', required: false, description, schema: TAG };
}
