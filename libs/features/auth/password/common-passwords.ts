import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';

/** The bundled blocklist, loaded at first use. The check is offline: neither passwords nor parts of hashes are sent. */
@Injectable()
export class CommonPasswords {
  private words: Set<string> | undefined;

  has(password: string): boolean {
    this.words ??= new Set(readFileSync(join(__dirname, 'common-passwords.txt'), 'utf8').split('\n'));
    return this.words.has(password);
  }
}
