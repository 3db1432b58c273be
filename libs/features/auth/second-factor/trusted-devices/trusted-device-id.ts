import type { Id } from '@platform/ids/ids';

export type TrustedDeviceId = Id<'trusted device'>;
