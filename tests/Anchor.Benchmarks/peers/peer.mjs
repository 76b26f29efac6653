// What others' code takes for the same work: node --expose-gc peer.mjs OPERATION FILE, one JSON value per line; prints one line of
// figures per peer. Runs in the folder into which scripts/bench.mjs installed the packages of package.json.
import fs from "node:fs";

const modules = { merkle_build: "merkle", merkle_prove: "merkle", jwt_sign: "jwt", jwt_verify: "jwt", rdfc: "credentials", jcs: "credentials", sign: "credentials", verify: "credentials" };
const runs = 5;

const [operation, file] = process.argv.slice(2);
const lines = fs.readFileSync(file, "utf8").split("\n").filter((line) => line.length > 0);
const { operations } = await import(`./${modules[operation]}.mjs`);
const version = (name) => JSON.parse(fs.readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url), "utf8")).version;

async function time({ prepare, work }) {
  const input = await prepare();
  globalThis.gc();
  const [started, cpu] = [process.hrtime.bigint(), process.cpuUsage()];
  await work(input);
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  const used = process.cpuUsage(cpu);
  return { seconds, cpuSeconds: (used.user + used.system) / 1e6 };
}

for (const peer of await operations[operation](lines.map((line) => JSON.parse(line)), lines)) {
  await time(peer);
  const figures = [];
  for (let run = 0; run < runs; run++) figures.push(await time(peer));
  figures.sort((left, right) => left.seconds - right.seconds);
  console.log(JSON.stringify({ name: `npm ${peer.name} ${version(peer.name)}`, n: peer.n, ...figures[(runs - 1) / 2], note: peer.note ?? "" }));
}
