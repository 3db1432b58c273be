import { setFlagsFromString } from 'node:v8';

/**
 * Must be imported before everything else.
 *
 * V8 allocates objects in the old generation if similar objects survived the start. The objects of requests are
 * short-lived, so in the old generation they are collected late. Turning this off saves a fifth of the CPU time and
 * half of the memory.
 */
setFlagsFromString('--no-allocation-site-pretenuring');
