export const MAX_UPLOAD_BYTES = 5 * 1024 * 1024;
export const MAX_MEGAPIXELS = 40;
export const MAX_PIXELS = MAX_MEGAPIXELS * 1_000_000;

/** The accepted media types and the decoder's names for them. SVG is excluded, because it can contain scripts. */
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

/** Checks only the header, before any pixel is decoded. */
export function avatarFault(
  mime: string | undefined,
  { format, width = 0, height = 0 }: ImageHeader,
): AvatarFault | undefined {
  // If the two detections disagree, the file may have been crafted to be interpreted in two ways.
  if (!mime || !Object.hasOwn(DECODERS, mime) || DECODERS[mime] !== format) return 'unreadable';
  if (width < 1 || height < 1) return 'unreadable';
  return width * height > MAX_PIXELS ? 'too-many-pixels' : undefined;
}
