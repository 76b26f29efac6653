// What one run leaves for the next: ports, secrets, and which processes it started.
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";

/** A folder whose JSON files are written whole or not at all. */
export class DataFolder {
  constructor(folder) {
    this.folder = folder;
    fs.mkdirSync(folder, { recursive: true, mode: 0o755 });
  }

  path(...parts) {
    return path.join(this.folder, ...parts);
  }

  read(name, otherwise) {
    try {
      return JSON.parse(fs.readFileSync(this.path(name), "utf8"));
    } catch (error) {
      if (error.code === "ENOENT") return otherwise;
      throw new Error(`${this.path(name)} cannot be read (${error.message}). Start over with --fresh.`);
    }
  }

  write(name, value, mode = 0o644) {
    writeWhole(this.path(name), JSON.stringify(value, null, 2) + "\n", mode);
  }

  /** Secrets are made once and readable by their owner alone. */
  secrets() {
    const secrets = this.read("secrets.json", {});
    const before = JSON.stringify(secrets);
    secrets.passphrase ??= crypto.randomBytes(24).toString("base64url");
    secrets.adminKey ??= crypto.randomBytes(24).toString("base64url");
    if (JSON.stringify(secrets) !== before) this.write("secrets.json", secrets, 0o600);
    return secrets;
  }
}

export function writeWhole(file, content, mode = 0o644) {
  const unfinished = `${file}.${process.pid}.tmp`;
  fs.writeFileSync(unfinished, content, { mode });
  fs.renameSync(unfinished, file);
}

/** The folder of the present run: data-1, data-2 …; the newest counts. */
export function openDataFolder(root) {
  fs.mkdirSync(root, { recursive: true });
  const numbers = fs.readdirSync(root).map((name) => /^data-(\d+)$/.exec(name)?.[1]).filter(Boolean).map(Number);
  return new DataFolder(path.join(root, `data-${Math.max(1, ...numbers)}`));
}

export function nextDataFolder(folder) {
  const number = Number(path.basename(folder.folder).slice("data-".length));
  return new DataFolder(path.join(path.dirname(folder.folder), `data-${number + 1}`));
}
