import type { UserId } from '@platform/ids/ids';

/** An ID that no user has. It is used for unknown names, so that the same queries run. */
export const DUMMY_USER_ID = '00000000-0000-7000-8000-000000000000' as UserId;
