// The committed gas snapshot: a section per contract. UPDATE_SNAPSHOTS=1 writes a section anew.
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";

const file = new URL("../gas-snapshot.json", import.meta.url);

export function assertGas(section, measured) {
  const snapshot = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  if (process.env.UPDATE_SNAPSHOTS === "1") writeFileSync(file, JSON.stringify({ ...snapshot, [section]: measured }, null, 2) + "\n");
  else assert.ok(section in snapshot, "there is no snapshot: run with UPDATE_SNAPSHOTS=1");
  assert.deepEqual(measured, JSON.parse(readFileSync(file, "utf8"))[section]);
}
