// Starts a PostgreSQL for the measures and runs them; a measure that needs a chain or a host starts its own.
import { execFileSync, spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { removePostgres, startPostgres } from "./lib/postgres.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "anchor-bench-"));
fs.chmodSync(scratch, 0o755);
process.on("exit", () => fs.rmSync(scratch, { recursive: true, force: true }));
const peers = process.argv.includes("--peers") ? installPeers(path.join(scratch, "peers")) : undefined;
// Durable as in production: fsync stays on. Memory and checkpoints as for a server that writes gigabytes (docs/scale.md).
const server = await startPostgres(path.join(scratch, "postgres"), { settings: ["shared_buffers=2GB", "max_wal_size=8GB", "checkpoint_timeout=15min"] });
const child = spawn("dotnet", [path.join(root, "artifacts/bin/Anchor.Benchmarks/release/Anchor.Benchmarks.dll"), ...process.argv.slice(2)], {
  cwd: root, stdio: "inherit", env: { ...process.env, ANCHOR_TEST_DATABASE: server.connectionString("postgres"), ...peers },
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
child.on("close", async (code) => {
  await server.stop();
  removePostgres(path.join(scratch, "postgres"));
  process.exit(code ?? 1);
});

// Exactly the versions of the lock file, in a folder of their own that goes when the run ends.
function installPeers(folder) {
  fs.cpSync(path.join(root, "tests/Anchor.Benchmarks/peers"), folder, { recursive: true });
  console.error("Installing the peers");
  execFileSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: folder, stdio: ["ignore", 2, 2] });
  return { ANCHOR_BENCH_PEERS: folder };
}
