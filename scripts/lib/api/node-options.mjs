/**
 * How Node is told to keep house for a server. The Dockerfile and compose.yaml say the same, which a test compares.
 *
 * - A young generation that is small, and has its size from the start.
 * - No pretenuring: V8 learns which objects outlive the start, and makes their like in the old generation at once. The
 *   objects of requests die young, and there only the large collector finds them. Measured: a fifth of the CPU, and
 *   twice the memory.
 * - The old generation is swept before it has grown by a fifth.
 * - gc() is there for libs/platform/process/collect-when-idle.ts.
 */
export const NODE_OPTIONS = [
  '--min-semi-space-size=16',
  '--max-semi-space-size=16',
  '--no-allocation-site-pretenuring',
  '--heap-growing-percent=20',
  '--expose-gc',
];
