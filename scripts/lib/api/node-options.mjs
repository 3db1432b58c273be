/**
 * How Node is told to keep house for a server: a young generation that is small, and has its size from the start. The
 * Dockerfile and compose.yaml say the same; small-heap.ts has what holds after the start.
 */
export const NODE_OPTIONS = ['--min-semi-space-size=16', '--max-semi-space-size=16'];
