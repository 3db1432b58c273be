/**
 * The memory options of Node for a server. The Dockerfile and compose.yaml contain the same; a test compares them.
 *
 * - A small young generation with a fixed size.
 * - No pretenuring: V8 learns which objects survive the start, and then allocates similar ones in the old generation.
 *   But the objects of requests die young, and there only the major collector frees them. Measured: a fifth of the CPU,
 *   and twice the memory.
 * - The old generation is collected before it has grown by half. Measured for sign-ins: with a fifth, a tenth more CPU;
 *   with a doubling, 40 MiB more memory.
 * - gc() is exposed for libs/platform/process/collect-when-idle.ts.
 */
export const NODE_OPTIONS = [
  '--min-semi-space-size=16',
  '--max-semi-space-size=16',
  '--no-allocation-site-pretenuring',
  '--heap-growing-percent=50',
  '--expose-gc',
];
