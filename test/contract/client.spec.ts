import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GeneratedClient } from '@test/support/generated-client';

const DOCUMENT = readFileSync(join(__dirname, '..', '..', 'openapi.json'), 'utf8');
// The compiler reads types of hundreds of operations.
const COMPILER_MS = 180_000;
const CALLS = readFileSync(join(__dirname, 'fixtures', 'client', 'calls.ts'), 'utf8');

describe('A client generated from openapi.json', () => {
  const client = new GeneratedClient();
  afterAll(() => client.remove());

  it(
    'has a method with matching types for each operation that an app calls',
    async () => {
      expect(await client.generate(DOCUMENT)).toMatchObject({ code: 0 });
      expect(await client.compile(CALLS)).toEqual({ code: 0, output: '' });
    },
    COMPILER_MS,
  );

  it(
    'rejects a call that the document does not describe',
    async () => {
      const wrong = "import { updateProfile } from './client';\nvoid updateProfile({ body: { bio: 5 } });\n";
      expect((await client.compile(wrong)).output).toContain('calls.ts(2,');
    },
    COMPILER_MS,
  );
});
