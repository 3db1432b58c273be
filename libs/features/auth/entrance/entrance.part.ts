import type { AuthPart } from '../auth-part';
import { Entrance } from './entrance';
import { EntryAnswer } from './entry-answer';
import { Errands } from './errands';
import { NewAccounts } from './new-accounts';
import { RightfulOwner } from './rightful-owner';

export const ENTRANCE: AuthPart = { providers: [Entrance, EntryAnswer, Errands, NewAccounts, RightfulOwner] };
