using Anchor.JsonLd.Rdf;

namespace Anchor.JsonLd.ToRdf;

/// <summary>The names of RDF and XML Schema that JSON-LD itself writes.</summary>
internal static class RdfNames
{
    public const string Json = "http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON";
    public const string XsdBoolean = "http://www.w3.org/2001/XMLSchema#boolean";
    public const string XsdDouble = "http://www.w3.org/2001/XMLSchema#double";
    public const string XsdInteger = "http://www.w3.org/2001/XMLSchema#integer";
    public const string I18n = "https://www.w3.org/ns/i18n#";

    public static RdfTerm Type { get; } = RdfTerm.Iri("http://www.w3.org/1999/02/22-rdf-syntax-ns#type");

    public static RdfTerm First { get; } = RdfTerm.Iri("http://www.w3.org/1999/02/22-rdf-syntax-ns#first");

    public static RdfTerm Rest { get; } = RdfTerm.Iri("http://www.w3.org/1999/02/22-rdf-syntax-ns#rest");

    public static RdfTerm Nil { get; } = RdfTerm.Iri("http://www.w3.org/1999/02/22-rdf-syntax-ns#nil");

    public static RdfTerm Value { get; } = RdfTerm.Iri("http://www.w3.org/1999/02/22-rdf-syntax-ns#value");

    public static RdfTerm Language { get; } = RdfTerm.Iri("http://www.w3.org/1999/02/22-rdf-syntax-ns#language");

    public static RdfTerm Direction { get; } = RdfTerm.Iri("http://www.w3.org/1999/02/22-rdf-syntax-ns#direction");
}
