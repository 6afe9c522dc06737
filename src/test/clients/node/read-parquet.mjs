// Reads a Parquet file as hyparquet does: a line of JSON for each row, without what is null.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { parquetReadObjects } from "hyparquet";

const bytes = readFileSync(process.argv[2]);
const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
for (const row of await parquetReadObjects({ file, compressors: { GZIP: (page) => new Uint8Array(gunzipSync(page)) } })) {
  const present = Object.entries(row).filter(([, value]) => value !== null && value !== undefined);
  console.log(
    JSON.stringify(Object.fromEntries(present), (_, value) => (typeof value === "bigint" ? Number(value) : value)),
  );
}
