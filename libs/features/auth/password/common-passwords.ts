import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';

/** The shipped block-list, read at its first use. Offline: no password, nor a part of its hash, is sent anywhere. */
@Injectable()
export class CommonPasswords {
  private words: Set<string> | undefined;

  has(password: string): boolean {
    this.words ??= new Set(readFileSync(join(__dirname, 'common-passwords.txt'), 'utf8').split('\n'));
    return this.words.has(password);
  }
}
