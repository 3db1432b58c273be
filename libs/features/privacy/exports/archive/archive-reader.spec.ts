import { buffer } from 'node:stream/consumers';
import { ZipFile, type Options } from 'yazl';
import { withFile } from '@test/support/downloaded-export';
import { LIMITS, type ArchiveLimits } from './archive-limits.rule';
import { ArchiveReader } from './archive-reader';
import { BrokenArchive } from './broken-archive';

const CENTRAL = Buffer.from('PK\x01\x02');
const OFFSET_AT = 42;
const SIZE_AT = 24;
const FLAGS_AT = 8;
const MIB = 1024 * 1024;

describe('The reader of an archive that can be hostile', () => {
  async function zipOf(
    entries: readonly (readonly [path: string, content: Buffer, options?: Partial<Options>])[],
    comment = '',
  ): Promise<Buffer> {
    const zip = new ZipFile();
    for (const [path, content, options] of entries) zip.addBuffer(content, path, options);
    zip.end({ comment, forceZip64Format: false });
    return buffer(zip.outputStream);
  }

  const TWO = () =>
    zipOf([
      ['first.txt', Buffer.from('one'), { compress: false }],
      ['second.txt', Buffer.from('two'), { compress: false }],
    ]);

  /** Opens the archive and reads all of it. */
  const read = async (content: Buffer, limits: ArchiveLimits = LIMITS): Promise<string[]> =>
    withFile(content, async (file) => {
      const archive = await ArchiveReader.open(file, limits);
      try {
        const texts: string[] = [];
        for (const path of archive.paths()) texts.push(String(await archive.readAll(path, 100 * MIB)));
        return texts;
      } finally {
        archive.close();
      }
    });

  /** Replaces text of the same length everywhere. */
  function replaced(zip: Buffer, from: string, to: string): Buffer {
    return Buffer.from(zip.toString('latin1').replaceAll(from, to), 'latin1');
  }

  /** Writes a number into the header of an entry in the directory at the end of the archive. */
  function patched(zip: Buffer, entry: number, at: number, value: number): Buffer {
    let header = zip.indexOf(CENTRAL);
    for (let n = 0; n < entry; n++) header = zip.indexOf(CENTRAL, header + 1);
    const changed = Buffer.from(zip);
    if (at === FLAGS_AT) changed.writeUInt16LE(value, header + at);
    else changed.writeUInt32LE(value, header + at);
    return changed;
  }

  it('rejects two archives in one file, and a file that is not an archive', async () => {
    const zip = await TWO();
    await expect(read(Buffer.concat([zip, zip]))).rejects.toThrow('something follows its list of entries');
    await expect(read(Buffer.alloc(1000))).rejects.toThrow('it is not a ZIP archive, or its end is damaged');
  });

  it('reads an ordinary archive', async () => {
    expect(await read(await TWO())).toEqual(['one', 'two']);
  });

  it.each<[string, () => Promise<Buffer>, string]>([
    [
      'leaves the folder',
      async () => replaced(await TWO(), 'first.txt', '../st.txt'),
      'invalid relative path: ../st.txt',
    ],
    ['is absolute', async () => replaced(await TWO(), 'first.txt', '/irst.txt'), 'absolute path: /irst.txt'],
    ['has backslashes', async () => replaced(await TWO(), 'first.txt', '..\\st.txt'), 'invalid characters in fileName'],
    [
      'is a folder',
      async () => replaced(await TWO(), 'first.txt', 'firsttxt/'),
      'firsttxt/ is not valid: it is not a regular file',
    ],
    [
      'is a symbolic link',
      () => zipOf([['link', Buffer.from('/etc/passwd'), { mode: 0o120777 }]]),
      'link is not valid: it is not a regular file',
    ],
    [
      'is encrypted',
      async () => patched(await zipOf([['a', Buffer.alloc(99)]]), 0, FLAGS_AT, 9),
      'a is not valid: it is encrypted',
    ],
    [
      'shares its bytes with another one',
      async () => patched(await TWO(), 1, OFFSET_AT, 1),
      'second.txt is not valid: it overlaps another entry',
    ],
    ['expands too far', () => zipOf([['bomb', Buffer.alloc(20 * MIB)]]), 'bomb is not valid: it expands too far'],
    [
      'is larger than it says',
      async () => patched(await zipOf([['a', Buffer.alloc(MIB)]]), 0, SIZE_AT, 5),
      'a is not valid: too many bytes in the stream',
    ],
    [
      'is smaller than it says',
      async () => patched(await zipOf([['a', Buffer.alloc(99)]]), 0, SIZE_AT, 100),
      'a is not valid: not enough bytes in the stream',
    ],
  ])('refuses an entry that %s', async (_what, make, fault) => {
    await expect(read(await make())).rejects.toThrow(fault);
  });

  it.each([2 ** 32 - 2, 1_000_000])('refuses an entry that says it starts at byte %d', async (offset) => {
    await expect(read(patched(await TWO(), 1, OFFSET_AT, offset))).rejects.toThrow('refers to bytes after its end');
  });

  it('refuses an archive whose directory starts after its end', async () => {
    for (const word of [0xffff_fff0, 1000]) {
      const changed = Buffer.from(await TWO());
      changed.writeUInt32LE(word, changed.length - 6);
      await expect(read(changed)).rejects.toThrow(BrokenArchive);
    }
  });

  it('refuses two entries with the same path', async () => {
    const twice = await zipOf([
      ['a', Buffer.from('1')],
      ['a', Buffer.from('2')],
    ]);
    await expect(read(twice)).rejects.toThrow('a is not valid: it exists twice');
  });

  it.each<[string, () => Promise<Buffer>, Partial<ArchiveLimits>, string]>([
    ['too many entries', TWO, { entries: 1 }, 'it has too many entries'],
    ['too many bytes', TWO, { bytes: 5 }, 'it expands to too many bytes'],
    ['a comment', () => zipOf([['a', Buffer.from('1')]], 'hidden'), {}, 'it has a comment'],
    ['bytes before the first entry', async () => shifted(await TWO()), {}, 'it has bytes before the first entry'],
  ])('refuses an archive with %s', async (_what, make, limits, fault) => {
    await expect(read(await make(), { ...LIMITS, ...limits })).rejects.toThrow(fault);
  });

  /** The archive after some other bytes, with offsets that take them into account. */
  function shifted(zip: Buffer): Buffer {
    const more = Buffer.from('#!/bin/sh\n');
    const central = zip.indexOf(CENTRAL);
    const second = zip.indexOf('PK\x03\x04', 1);
    const changed = patched(
      patched(Buffer.concat([more, zip]), 0, OFFSET_AT, more.length),
      1,
      OFFSET_AT,
      second + more.length,
    );
    changed.writeUInt32LE(central + more.length, changed.length - 6);
    return changed;
  }
});
