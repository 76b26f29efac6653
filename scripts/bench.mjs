// Starts a PostgreSQL and an EVM node for the measures that need them, and runs the benchmarks.
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { startNode } from "./lib/evm-node.mjs";
import { freePort } from "./lib/ports.mjs";
import { removePostgres, startPostgres } from "./lib/postgres.mjs";
import { end } from "./lib/processes.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "anchor-bench-"));
fs.chmodSync(scratch, 0o755);
// Durable as in production: fsync stays on.
const server = await startPostgres(path.join(scratch, "postgres"), {});
const node = await startNode("anvil", { port: await freePort(), folder: path.join(scratch, "node") });
const child = spawn("dotnet", [path.join(root, "artifacts/bin/Anchor.Benchmarks/release/Anchor.Benchmarks.dll"), ...process.argv.slice(2)], {
  cwd: root, stdio: "inherit", env: { ...process.env, ANCHOR_TEST_DATABASE: server.connectionString("postgres"), ANCHOR_BENCH_RPC: node.url },
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
child.on("close", async (code) => {
  await end(node.child.pid);
  await server.stop();
  removePostgres(path.join(scratch, "postgres"));
  fs.rmSync(scratch, { recursive: true, force: true });
  process.exit(code ?? 1);
});
