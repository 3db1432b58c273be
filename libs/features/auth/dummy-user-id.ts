/** An id no user has: what is asked for a name nobody has, so that the same questions are asked. */
export const DUMMY_USER_ID = '00000000-0000-7000-8000-000000000000';
