namespace Anchor.JsonLd.Rdf;

#pragma warning disable CA1720 // Object is RDF's own word for it.

/// <summary>A statement, and the graph that it belongs to.</summary>
/// <param name="Subject">An IRI or a blank node.</param>
/// <param name="Predicate">An IRI.</param>
/// <param name="Object">Any term.</param>
/// <param name="Graph">An IRI or a blank node; null in the default graph.</param>
public readonly record struct Quad(RdfTerm Subject, RdfTerm Predicate, RdfTerm Object, RdfTerm? Graph);
