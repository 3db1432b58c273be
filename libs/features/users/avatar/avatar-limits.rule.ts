export const MAX_UPLOAD_BYTES = 5 * 1024 * 1024;
export const MAX_MEGAPIXELS = 40;
export const MAX_PIXELS = MAX_MEGAPIXELS * 1_000_000;

/** What a file's first bytes may say it is, and what the decoder calls the same. SVG is a program, not a picture. */
const DECODERS: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/apng': 'png',
  'image/jpeg': 'jpeg',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'image/avif': 'heif',
};

export interface ImageHeader {
  readonly format?: string;
  readonly width?: number;
  readonly height?: number;
}

export type AvatarFault = 'unreadable' | 'too-many-pixels';

/** Decided by the header alone, before a single pixel is decoded. */
export function avatarFault(
  mime: string | undefined,
  { format, width = 0, height = 0 }: ImageHeader,
): AvatarFault | undefined {
  // Two readers that disagree about a file are a sign of one made to fool them.
  if (!mime || !Object.hasOwn(DECODERS, mime) || DECODERS[mime] !== format) return 'unreadable';
  if (width < 1 || height < 1) return 'unreadable';
  return width * height > MAX_PIXELS ? 'too-many-pixels' : undefined;
}
