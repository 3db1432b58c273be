/**
 * How Node is told to keep house for a server: a young generation that is small, and an old one that is swept before it
 * has grown by half. The Dockerfile and compose.yaml say the same.
 */
export const NODE_OPTIONS = ['--max-semi-space-size=16', '--heap-growing-percent=20'];
