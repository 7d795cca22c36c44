// How a process counts events, from its settings: with the countries of addresses, if there is a database of them.

import type { Reader, Response } from 'maxmind';
import type { Config } from '../config.ts';
import type { Place, PlaceOf } from '../redis/metric/recogniser.ts';
import type { StoreSettings } from '../redis/stores.ts';
import { CommandError } from './command.ts';

/** @throws CommandError for a database that cannot be read. */
export async function eventSettings({ events }: Config): Promise<NonNullable<StoreSettings['events']>> {
  const { placesFile, ...settings } = events;
  return placesFile === undefined ? settings : { ...settings, placeOf: await openPlaces(placesFile) };
}

async function openPlaces(file: string): Promise<PlaceOf> {
  // Loaded by those who have such a file.
  const { open, validate } = await import('maxmind');
  try {
    const reader = await open(file);
    // Reads an entry, so that a damaged file is noticed here.
    reader.get('192.0.2.1');
    return (address) => (validate(address) ? placeIn(reader, address) : null);
  } catch (error) {
    throw new CommandError(
      `MORTAR_PLACES_FILE: ${file} cannot be read as an MMDB file (${(error as Error).message}). Give the path of one, such as of ` +
        'GeoLite2-City.mmdb.',
    );
  }
}

function placeIn(reader: Reader<Response>, address: string): Place | null {
  const record = reader.get(address) as PlaceRecord | null;
  const country =
    record?.country_code ?? (typeof record?.country === 'string' ? record.country : record?.country?.iso_code);
  if (!record || !country || !/^[A-Z]{2}$/.test(country)) return null;
  const region = record.subdivisions?.[0]?.iso_code ?? record.state1 ?? record.region;
  return { country, region: region ? `${country}-${region}` : null };
}

/** What files of MaxMind, of ip-location-db and of IPinfo have. */
interface PlaceRecord {
  readonly country?: string | { readonly iso_code?: string };
  readonly subdivisions?: readonly { readonly iso_code?: string }[];
  readonly country_code?: string;
  readonly state1?: string;
  readonly region?: string;
}
