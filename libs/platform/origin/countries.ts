import { readFileSync } from 'node:fs';
import { Injectable } from '@nestjs/common';
import { publicAddressIn } from '@platform/http-client/address.rule';
import { Reader, type CountryResponse } from 'maxmind';

/** Looks up the country of an IP address in a database that is included, without any request to other services. */
@Injectable()
export class Countries {
  private reader: Reader<CountryResponse> | undefined;

  /** ISO 3166 code, or null for private and unknown addresses. */
  of(ip: string | undefined): string | null {
    // The database need not be loaded for addresses that have no country.
    const address = publicAddressIn(ip ?? '');
    if (address === undefined) return null;
    this.reader ??= new Reader<CountryResponse>(
      readFileSync(require.resolve('@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb')),
    );
    const found = this.reader.get(address) as { country_code?: string } | null;
    return found?.country_code ?? null;
  }
}
