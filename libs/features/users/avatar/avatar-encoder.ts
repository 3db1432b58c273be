import { Injectable } from '@nestjs/common';
import { UsersProblems } from '../users.errors';
import { avatarFault, MAX_MEGAPIXELS, MAX_PIXELS } from './avatar-limits.rule';
import { DecodeQueue } from './decode-queue';

const EDGE = 512;
const LONGEST_SECONDS = 2;

/** Loaded with the first picture: it is large. */
async function decoder() {
  const { default: sharp } = await import('sharp');
  // One thread a picture: DecodeQueue decides how many pictures there are. And no memory of those that were.
  sharp.concurrency(1);
  sharp.cache(false);
  return sharp;
}

/** Re-encodes every image from its pixels, which removes metadata, scripts and embedded files. */
@Injectable()
export class AvatarEncoder {
  constructor(private readonly queue: DecodeQueue) {}

  /** The media type is what the first bytes show. What is no image never reaches the decoder at all. */
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
        .timeout({ seconds: LONGEST_SECONDS })
        .rotate()
        .resize(EDGE, EDGE, { fit: 'cover' })
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
