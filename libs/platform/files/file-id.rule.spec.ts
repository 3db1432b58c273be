import { foldersOf, isFileId } from './file-id.rule';

describe('File ids', () => {
  it.each(['0123456789abcdef', '01993f0e-5a5e-7cc0-8f0e-0a1b2c3d4e5f', 'a'.repeat(64)])('may be %s', (id) => {
    expect(isFileId(id)).toBe(true);
  });

  it.each([
    '',
    'short',
    'a'.repeat(65),
    '../../../../etc/passwd',
    '..%2f..%2fetc%2fpasswd',
    '/etc/passwd-and-more',
    'C:\\windows\\system32',
    'aaaaaaaaaaaaaaaa/b',
    'aaaaaaaaaaaaaaaa\0',
    'aaaaaaaaaaaaaaaa\n',
    'AAAAAAAAAAAAAAAAAA',
    '.aaaaaaaaaaaaaaaa',
    'aaaaaaaaaaaaaaaa.webp',
    7,
    null,
    ['aaaaaaaaaaaaaaaa'],
  ])('are never %j', (id) => {
    expect(isFileId(id)).toBe(false);
  });

  it('spread over folders even if they begin alike', () => {
    const folders = Array.from({ length: 500 }, (_, n) =>
      foldersOf(`01993f0e-5a5e-7cc0-8f0e-${String(n).padStart(12, '0')}`).join('/'),
    );
    expect(new Set(folders).size).toBeGreaterThan(450);
  });
});
