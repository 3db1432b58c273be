import { StreamableFile } from '@nestjs/common';
import { AuditProblems } from '../../audit.errors';

/** The OpenAPI description of a route that returns a `.tlog-proof` file. */
export const PROOF = {
  description:
    'A `.tlog-proof` file, as in C2SP tlog-proof: the entry with its sealed values, its hashes up to the root of the tree, and the signed checkpoint. `userkeep verify proof` verifies it offline.',
  status: 200,
  mediaTypes: ['text/plain'],
  refuses: [AuditProblems.not_proven_yet],
};

export function proofFile(text: string, id: string): StreamableFile {
  const disposition = `attachment; filename="${id}.tlog-proof"`;
  return new StreamableFile(Buffer.from(text), { type: 'text/plain; charset=utf-8', disposition });
}
