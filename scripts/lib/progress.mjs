// A progress bar on a terminal, plain lines elsewhere.
const isTerminal = process.stdout.isTTY;
let last = "";

export function progress(label, done, total) {
  const share = total > 0 ? Math.min(1, done / total) : 0;
  const line = `  ${label.padEnd(18)} [${"#".repeat(Math.round(share * 30)).padEnd(30, ".")}] ${String(Math.floor(share * 100)).padStart(3)} %  ${done}/${total}`;
  if (line === last) return;
  if (isTerminal) process.stdout.write(`\r${line}\x1b[K`);
  else if (share === 1 || !last.startsWith(`  ${label} `)) console.log(line);
  last = line;
}

export function progressDone() {
  if (isTerminal && last) process.stdout.write("\n");
  last = "";
}
