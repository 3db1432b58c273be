import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { Injectable } from '@nestjs/common';
import { Reader, type CountryResponse } from 'maxmind';

/** Looks up the country of an IP address in a database that is included, without any request to other services. */
@Injectable()
export class Countries {
  private reader: Reader<CountryResponse> | undefined;

  /** ISO 3166 code, or null for private and unknown addresses. */
  of(ip: string | undefined): string | null {
    if (!ip || isIP(ip) === 0 || isPrivate(ip)) return null;
    this.reader ??= new Reader<CountryResponse>(
      readFileSync(require.resolve('@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb')),
    );
    const found = this.reader.get(ip) as { country_code?: string } | null;
    return found?.country_code ?? null;
  }
}

/** Loopback and private addresses have no country, so the data need not be loaded for them. */
function isPrivate(ip: string): boolean {
  return /^(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|::1$|f[cd]|fe80:|::ffff:(127|10|192\.168)\.)/i.test(
    ip,
  );
}
