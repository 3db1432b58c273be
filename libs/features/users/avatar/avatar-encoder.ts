import { Injectable } from '@nestjs/common';
import { UsersProblems } from '../users.errors';
import { avatarFault, MAX_MEGAPIXELS, MAX_PIXELS } from './avatar-limits.rule';
import { DecodeQueue } from './decode-queue';

const EDGE_PIXELS = 512;
const TIMEOUT_SECONDS = 2;

/** Loaded lazily with the first picture, because the library is large. */
async function decoder() {
  const { default: sharp } = await import('sharp');
  // Each picture uses one thread, because DecodeQueue limits the number of pictures. Decoded pictures are not cached.
  sharp.concurrency(1);
  sharp.cache(false);
  return sharp;
}

/** Re-encodes every image from its pixels, which removes metadata, scripts and embedded files. */
@Injectable()
export class AvatarEncoder {
  constructor(private readonly queue: DecodeQueue) {}

  /** `mime` is detected from the first bytes. Other media types are rejected before decoding. */
  async encode(upload: Buffer, mime: string): Promise<Buffer> {
    if (!mime.startsWith('image/')) throw UsersProblems.avatar_unreadable();
    return this.queue.run(() => this.reencode(upload, mime));
  }

  private async reencode(upload: Buffer, mime: string): Promise<Buffer> {
    const sharp = await decoder();
    const header = await orUnreadable(sharp(upload, { limitInputPixels: false }).metadata());
    const fault = avatarFault(mime, header);
    if (fault === 'unreadable') throw UsersProblems.avatar_unreadable();
    if (fault) throw UsersProblems.avatar_too_many_pixels({ parameters: { megapixels: MAX_MEGAPIXELS } });
    return orUnreadable(
      sharp(upload, { limitInputPixels: MAX_PIXELS, failOn: 'error' })
        .timeout({ seconds: TIMEOUT_SECONDS })
        .rotate()
        .resize(EDGE_PIXELS, EDGE_PIXELS, { fit: 'cover' })
        .webp({ quality: 82 })
        .toBuffer(),
    );
  }
}

async function orUnreadable<T>(decoding: Promise<T>): Promise<T> {
  try {
    return await decoding;
  } catch (error) {
    throw UsersProblems.avatar_unreadable({ cause: error });
  }
}
