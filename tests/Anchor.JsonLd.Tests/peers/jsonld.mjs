// Answers {document, safe} with {canonical}, the RDFC-1.0 form by the libraries jsonld and rdf-canonize, or with {refused}
// and the reason. Contexts come from the same npm packages as Anchor's, by the same script; nothing is fetched.
import { createInterface } from 'node:readline';
import jsonld from 'jsonld';
import rdfCanonize from 'rdf-canonize';
import { readContexts } from '../../../scripts/compile-contexts.mjs';

const contexts = await readContexts();

async function documentLoader(url) {
  if (!Object.hasOwn(contexts, url)) throw new Error(`unknown context ${url}`);
  return { contextUrl: null, document: structuredClone(contexts[url]), documentUrl: url, tag: 'static' };
}

// A dataset is a set; jsonld hands on a statement twice when, say, two empty lists are the values of one property.
function withoutRepetition(dataset) {
  return [...new Map(dataset.map((quad) => [JSON.stringify(quad), quad])).values()];
}

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const { document, safe } = JSON.parse(line);
  let answer;
  try {
    const dataset = await jsonld.toRDF(document, { safe, documentLoader });
    answer = { canonical: await rdfCanonize.canonize(withoutRepetition(dataset), { algorithm: 'RDFC-1.0', maxWorkFactor: Infinity }) };
  } catch (e) {
    answer = { refused: [e.details?.code ?? e.details?.event?.code ?? e.name, e.details?.cause?.message, e.details?.event?.details && JSON.stringify(e.details.event.details).slice(0, 200), e.message].filter(Boolean).join(': ') };
  }
  process.stdout.write(JSON.stringify(answer) + '\n');
}
