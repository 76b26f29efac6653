// Child processes that a killed run may leave behind: remembered, and ended by the next one.
import { spawn } from "node:child_process";
import fs from "node:fs";

const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** When a process began, in clock ticks since boot; a reused number has another beginning. */
function beginning(pid) {
  try {
    return fs.readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ")[19];
  } catch {
    return undefined;
  }
}

export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

export async function end(pid, patience = 10_000) {
  if (!isAlive(pid)) return;
  // What Ctrl-C sends: anvil writes its state on it, and on nothing else.
  process.kill(pid, "SIGINT");
  for (const until = Date.now() + patience; Date.now() < until && isAlive(pid); ) await sleep(50);
  if (isAlive(pid)) process.kill(pid, "SIGKILL");
}

/** Runs a program to its end, while this process goes on serving; onSpawn hears of it. */
export function run(program, args, { onSpawn = () => {}, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    if (child.pid) onSpawn(child.pid);
    const said = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"]) child[stream].setEncoding("utf8").on("data", (part) => (said[stream] += part));
    child.once("error", reject).once("close", (status) => resolve({ status, ...said }));
  });
}

/** Remembers processes in a file of the data folder. */
export class Processes {
  constructor(folder) {
    this.folder = folder;
  }

  remember(name, pid) {
    const list = this.folder.read("processes.json", {});
    list[name] = { pid, began: beginning(pid) };
    this.folder.write("processes.json", list);
  }

  forget(name) {
    const list = this.folder.read("processes.json", {});
    delete list[name];
    this.folder.write("processes.json", list);
  }

  /** Ends what an earlier run left running, and nothing else. */
  async endLeftovers() {
    const list = this.folder.read("processes.json", {});
    for (const { pid, began } of Object.values(list)) if (began !== undefined && beginning(pid) === began && pid !== process.pid) await end(pid);
    this.folder.write("processes.json", {});
  }
}
