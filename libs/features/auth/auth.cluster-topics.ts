/** Sent when sessions of a user have ended. The key is the ID of the user. */
export const SESSIONS_ENDED = 'auth.sessions-ended';
