// Answers a JSON text, itself written as a JSON string, with its canonical form by the library canonicalize (RFC 8785).
import { createInterface } from 'node:readline';
import canonicalize from 'canonicalize';

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity }))
  process.stdout.write(JSON.stringify(canonicalize(JSON.parse(JSON.parse(line)))) + '\n');
