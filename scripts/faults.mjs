// Runs rounds of faults on anvil, Hardhat and ganache, and prints what they did to the batches.
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { removePostgres, startPostgres } from "./lib/postgres.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const usage = `Usage: ./scripts/faults [--rounds N] [--seed N]

  --rounds N  how many rounds on anvil, one fault each in turn (default 200; a tenth of them on Hardhat and on ganache)
  --seed N    repeats the choices of an earlier run

Each round seals one to three batches while one thing goes wrong: the host is killed around an effect, a node fails, lies,
lags or reorganises, a nonce is stolen, the database goes away. The exit code is 0 when nothing was lost, doubled, stuck or
wrongly called final. ANCHOR_TEST_DATABASE names another PostgreSQL than the embedded one.`;

const { rounds, seed } = readArguments();
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "anchor-faults-"));
fs.chmodSync(scratch, 0o755);
const folder = path.join(scratch, "postgres");
const report = path.join(scratch, "report.jsonl");
const server = process.env.ANCHOR_TEST_DATABASE ? undefined : await startPostgres(folder, { settings: ["fsync=off", "synchronous_commit=off"] });
let code = 1;
try {
  console.log(`Seed ${seed}, ${rounds} rounds on anvil, a tenth of them on Hardhat and on ganache`);
  code = await run();
  print();
} finally {
  await server?.stop();
  removePostgres(folder);
  fs.rmSync(scratch, { recursive: true, force: true });
}
process.exit(code === 0 ? 0 : 1);

function readArguments() {
  try {
    const { values } = parseArgs({ options: { rounds: { type: "string", default: "200" }, seed: { type: "string" }, help: { type: "boolean", short: "h" } } });
    if (values.help) {
      console.log(usage);
      process.exit(0);
    }
    const chosen = { rounds: Number(values.rounds), seed: values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed) };
    if (!Number.isInteger(chosen.rounds) || chosen.rounds < 1 || chosen.rounds > 100_000) throw new Error("--rounds is a number from 1 to 100,000.");
    if (!Number.isInteger(chosen.seed) || chosen.seed < 0 || chosen.seed >= 2 ** 31) throw new Error("--seed is a number from 0 to 2,147,483,647.");
    return chosen;
  } catch (error) {
    console.error(`${error.message}\n\n${usage}`);
    process.exit(3);
  }
}

function run() {
  const child = spawn("dotnet", [path.join("artifacts", "bin", "Anchor.EndToEnd", "debug", "Anchor.EndToEnd.dll"), "-noLogo", "-noColor", "-class", "*FaultTests", "-showLiveOutput"], {
    cwd: root, stdio: ["ignore", "pipe", "inherit"], env: {
      ...process.env, ANCHOR_FAULT_ROUNDS: String(rounds), ANCHOR_FAULT_SEED: String(seed), ANCHOR_FAULT_REPORT: report,
      ANCHOR_TEST_DATABASE: process.env.ANCHOR_TEST_DATABASE ?? server.connectionString("postgres"),
    },
  });
  child.stdout.on("data", (text) => {
    for (const line of String(text).split("\n")) {
      const round = /\[OUTPUT\] (round .*)/.exec(line);
      if (round) console.log(round[1]);
      else if (line.trim() && !line.includes("[OUTPUT]")) console.log(line);
    }
  });
  return new Promise((resolve) => child.on("close", resolve));
}

function print() {
  const counts = fs.existsSync(report) ? fs.readFileSync(report, "utf8").trim().split("\n").map((line) => JSON.parse(line)) : [];
  const columns = ["Node", "Fault", "Rounds", "Batches", "Lost", "Doubled", "Stuck", "WronglyFinal"];
  const total = { Node: "", Fault: "all" };
  for (const column of columns.slice(2)) total[column] = counts.reduce((sum, row) => sum + row[column], 0);
  const rows = [Object.fromEntries(columns.map((column) => [column, column === "WronglyFinal" ? "Wrongly final" : column])), ...counts, total];
  const widths = columns.map((column) => Math.max(...rows.map((row) => String(row[column]).length)));
  console.log();
  for (const row of rows) console.log(columns.map((column, i) => (i < 2 ? String(row[column]).padEnd(widths[i]) : String(row[column]).padStart(widths[i]))).join("  "));
}
