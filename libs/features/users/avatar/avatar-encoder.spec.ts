import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { foundType } from '@platform/http/uploads/content-type';
import { AvatarEncoder } from './avatar-encoder';
import { DecodeQueue } from './decode-queue';

const avatars = new AvatarEncoder(new DecodeQueue());
/** With the type that the platform detects from the first bytes of an upload. */
const encode = async (upload: Buffer) => avatars.encode(upload, (await foundType(upload)) ?? 'text/plain');
const square = (edge = 64) => sharp({ create: { width: edge, height: edge, channels: 3, background: 'red' } });
const codeOf = (upload: Buffer) =>
  encode(upload).then(
    () => 'encoded',
    (error: { code: string }) => error.code,
  );

describe('AvatarEncoder', () => {
  it.each(['png', 'jpeg', 'webp', 'gif', 'avif'] as const)('creates a WebP of 512 by 512 from a %s', async (format) => {
    const {
      format: made,
      width,
      height,
    } = await sharp(await encode(await square().toFormat(format).toBuffer())).metadata();
    expect([made, width, height]).toEqual(['webp', 512, 512]);
  });

  it('rotates the picture by its EXIF orientation, and removes its location', async () => {
    const wide = await sharp({ create: { width: 200, height: 100, channels: 3, background: 'red' } })
      .composite([{ input: { create: { width: 100, height: 100, channels: 3, background: 'blue' } }, left: 0, top: 0 }])
      .jpeg({ quality: 100 })
      .withExif({ IFD0: { Copyright: 'hidden' }, IFD3: { GPSLatitude: '51/1 30/1 3230/100' } })
      .withMetadata({ orientation: 6 })
      .toBuffer();
    const made = await encode(wide);
    const metadata = await sharp(made).metadata();
    expect([metadata.exif, metadata.xmp, metadata.icc, metadata.orientation]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(made.includes('hidden')).toBe(false);
    // Rotated by 90 degrees, the blue left half is the upper one.
    const { data, info } = await sharp(made).raw().toBuffer({ resolveWithObject: true });
    const at = (x: number, y: number) => [
      ...data.subarray((y * info.width + x) * info.channels, (y * info.width + x) * info.channels + 3),
    ];
    expect(at(256, 40)[2]).toBeGreaterThan(200);
    expect(at(256, 470)[0]).toBeGreaterThan(200);
  });

  it.each([
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><script>alert(1)</script></svg>'],
    [
      'SVG with an XML declaration',
      '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>',
    ],
    ['HTML', '<!doctype html><script>alert(1)</script>'],
    ['PDF', '%PDF-1.7\n1 0 obj'],
    ['text', 'hello'],
    ['nothing', ''],
    ['a PNG that ends early', '\x89PNG\r\n\x1a\n\0\0\0\rIHDR'],
  ])('rejects %s', async (_what, text) => {
    expect(await codeOf(Buffer.from(text, 'latin1'))).toBe('users.avatar_unreadable');
  });

  it('rejects a TIFF, which the decoder could read', async () => {
    expect(await codeOf(await square().tiff().toBuffer())).toBe('users.avatar_unreadable');
  });

  it('rejects a JPEG whose pixels end early', async () => {
    const whole = await sharp({
      create: {
        width: 800,
        height: 800,
        channels: 3,
        background: 'red',
        noise: { type: 'gaussian', mean: 128, sigma: 60 },
      },
    })
      .jpeg()
      .toBuffer();
    expect(await codeOf(whole.subarray(0, whole.length / 2))).toBe('users.avatar_unreadable');
  });

  it('rejects a small file of 16,000 by 16,000 pixels without decoding it', async () => {
    const bomb = onePixelColour(16_000, 16_000);
    expect(bomb.length).toBeLessThan(200_000);
    const decode = jest.spyOn(sharp.prototype, 'toBuffer');
    expect(await codeOf(bomb)).toBe('users.avatar_too_many_pixels');
    expect(decode).not.toHaveBeenCalled();
    decode.mockRestore();
  });
});

/** A 1-bit PNG of one colour, built without an encoder, which would need the memory that the rejection saves. */
function onePixelColour(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([1, 0, 0, 0, 0], 8);
  const pixels = deflateSync(Buffer.alloc((width / 8 + 1) * height), { level: 9 });
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', pixels),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}
