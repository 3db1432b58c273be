// Measures the cheap hash of `startWithCheapHashes` alone, with as many at once as the product computes.
import { availableParallelism } from 'node:os';
import { Algorithm, hash, verify } from '@node-rs/argon2';

const password = 'of the bench, and long enough';
const cheap = { algorithm: Algorithm.Argon2id, memoryCost: 8, timeCost: 1, parallelism: 1 };

process.on('message', async ({ seconds }) => {
  const stored = await hash(password, cheap);
  const before = process.cpuUsage();
  const until = performance.now() + seconds * 1000;
  let hashes = 0;
  const one = async () => {
    while (performance.now() < until) {
      await verify(stored, password);
      hashes++;
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, one));
  const { user, system } = process.cpuUsage(before);
  process.send({ cpuUs: (user + system) / hashes });
});
process.on('disconnect', () => process.exit());
