// Runs every test runner, sums what they count, and fails when anything failed or a runner did not come to its end.
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { startPostgres, removePostgres } from "./lib/postgres.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const parts = process.argv.slice(2);
const known = ["dotnet", "contracts"];
for (const part of parts) if (!known.includes(part)) {
  console.error(`There is no part '${part}'; there are ${known.join(" and ")}.`);
  process.exit(3);
}

// What waits long for databases, nodes and browsers runs beside the rest, which mostly computes; both take about as long.
const WAITING = ["Anchor.EndToEnd", "Anchor.Issuance.Tests", "Anchor.Web.Tests"];

const total = { passed: 0, failed: 0, skipped: 0 };
const wanted = new Set(parts.length ? parts : known);
const add = (counts) => Object.keys(total).forEach((kind) => (total[kind] += counts[kind]));
if (wanted.has("dotnet")) add(await runDotnet(async () => wanted.has("contracts") && add(await runContracts())));
else add(await runContracts());
if (total.skipped) console.log(`\n${total.skipped} skipped`);
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed ? 1 : 0);

async function runDotnet(afterRest) {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "anchor-test-"));
  fs.chmodSync(scratch, 0o755);
  const folder = path.join(scratch, "postgres");
  const server = process.env.ANCHOR_TEST_DATABASE ? undefined : await startPostgres(folder, { settings: ["fsync=off", "synchronous_commit=off"] });
  try {
    const projects = fs.readdirSync(path.join(root, "tests")).filter((name) => (name.endsWith(".Tests") || name === "Anchor.EndToEnd") && fs.existsSync(path.join(root, "tests", name, `${name}.csproj`)));
    const counts = { passed: 0, failed: 0, skipped: 0 };
    const database = process.env.ANCHOR_TEST_DATABASE ?? server.connectionString("postgres");
    const waits = (name) => WAITING.includes(name);
    await Promise.all([
      inTurn(projects.filter(waits), (name) => runProject(name, database, counts)),
      inTurn(projects.filter((name) => !waits(name)), (name) => runProject(name, database, counts)).then(afterRest),
    ]);
    await smoke(counts, database);
    return counts;
  } finally {
    await server?.stop();
    removePostgres(folder);
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}

async function inTurn(names, what) {
  for (const name of names) await what(name);
}

// Each test project is a program that runs its own tests: no second process waits for it and gives it up when a test is long.
async function runProject(name, database, counts) {
  const { code, output } = await run("dotnet", [path.join("artifacts", "bin", name, "debug", `${name}.dll`), "-noLogo", "-noColor"], { ANCHOR_TEST_DATABASE: database });
  const summary = [...output.matchAll(/Total: (\d+), Errors: (\d+), Failed: (\d+), Skipped: (\d+), Not Run: (\d+)/g)].at(-1)?.slice(1).map(Number);
  const [ran, errors, failed, skipped, left] = summary ?? [];
  if (summary) {
    counts.failed += failed + errors;
    counts.passed += ran - failed - skipped - left;
    counts.skipped += skipped + left;
  }
  // A runner that crashed, or ended badly without a failed test, must not pass unseen.
  if (!summary || ran === 0 || (code !== 0 && failed + errors === 0)) {
    console.error(`${name} did not come to its end (exit code ${code}).`);
    counts.failed++;
  }
}

// Each measure once, with tiny sizes: shows that it works, says nothing about speed.
async function smoke(counts, database) {
  const { code, output } = await run("dotnet", ["artifacts/bin/Anchor.Benchmarks/debug/Anchor.Benchmarks.dll", "--smoke"], { ANCHOR_TEST_DATABASE: database }, "ignore");
  const measures = output.match(/^\{"measure":/gm)?.length ?? 0;
  counts.passed += measures;
  if (code !== 0 || measures === 0) {
    console.error(`A measure failed (exit code ${code}); ./scripts/bench --smoke says which.`);
    counts.failed++;
  }
}

async function runContracts() {
  const { code, output } = await run(process.execPath, ["tests/contracts/run.mjs"], {});
  const summary = /^(\d+) passed, (\d+) failed/m.exec(output.trimEnd().split("\n").at(-1) ?? "");
  const counts = { passed: Number(summary?.[1] ?? 0), failed: Number(summary?.[2] ?? 0), skipped: 0 };
  if (!summary || (code !== 0 && counts.failed === 0)) counts.failed++;
  return counts;
}

// Programs run side by side; whole lines are passed on as they come.
function run(program, args, environment, errors = "inherit") {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, env: { ...process.env, ...environment }, stdio: ["ignore", "pipe", errors] });
    let [output, written] = ["", 0];
    child.stdout.on("data", (text) => {
      output += text;
      const end = output.lastIndexOf("\n") + 1;
      if (end > written) process.stdout.write(output.slice(written, end));
      written = Math.max(written, end);
    });
    child.on("close", (code) => {
      if (written < output.length) console.log(output.slice(written));
      resolve({ code, output });
    });
  });
}
