// Answers {nquads, algorithm} with {canonical}: RDFC-1.0 by the library rdf-canonize.
import { createInterface } from 'node:readline';
import rdfCanonize from 'rdf-canonize';

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const { nquads, algorithm } = JSON.parse(line);
  const canonical = await rdfCanonize.canonize(nquads, {
    algorithm: 'RDFC-1.0', inputFormat: 'application/n-quads', messageDigestAlgorithm: algorithm, maxWorkFactor: Infinity,
  });
  process.stdout.write(JSON.stringify({ canonical }) + '\n');
}
