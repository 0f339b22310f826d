import { crc32 } from "node:zlib";

/** What a row is found by: its table and key. Part of the check sum, so that a row in a wrong place is noticed too. */
export type Address = readonly [table: string, ...key: (string | number)[]];

/** SQLite checks its own structure and not what lies in it: a flipped bit inside a text would be read as if it were true. */
const sumOf = (address: Address, body: string): number => crc32(body, crc32(address.join("\0")));

/** Text and check sum of a value, in the order in which every table has them. */
export function toColumns(address: Address, value: unknown): [body: string, sum: number] {
  const body = JSON.stringify(value);
  return [body, sumOf(address, body)];
}

/** A row that is not what was written. */
export class DamagedRow extends Error {
  override readonly name = "DamagedRow";
}

/** @throws DamagedRow when the text is not the one that was written under this address. */
export function parseColumns(address: Address, { body, sum }: Readonly<Record<string, unknown>>): unknown {
  if (typeof body !== "string" || sumOf(address, body) !== sum) throw new DamagedRow(`the check sum of ${address.join(" ")} is wrong`);
  return JSON.parse(body);
}
