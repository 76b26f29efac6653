using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Anchor.JsonLd;
using Anchor.JsonLd.Rdf;

namespace Anchor.Credentials.DataIntegrity;

/// <summary>Whether the JSON of a document says all that its proof covers, in the words that everybody reads it by.</summary>
/// <remarks>
/// An RDFC proof covers RDF, and one RDF can be written as JSON in many ways: whoever holds a credential could call
/// <c>validUntil</c> or <c>credentialStatus</c> by another name (a context of his own, a full IRI, a second node with the
/// credential's id), keep the signature whole, and hide it from a reader of JSON. VC Data Integrity 1.0, section 2.4.1.
/// Codes: <c>document.own_vocabulary</c> (cannot be read plainly), <c>document.member_hidden</c> (something is hidden), and those of JSON-LD.
/// </remarks>
public static class PlainDocument
{
    /// <summary>The code of a document that brings words of its own; nothing is known to be wrong with it.</summary>
    public const string OwnVocabularyCode = "document.own_vocabulary";

    private const string Vocabulary = "https://www.w3.org/2018/credentials#";

    // What a verifier decides by.
    private static readonly string[] Deciding =
    [
        "issuer", "credentialSubject", "credentialStatus", "validFrom", "validUntil", "issuanceDate", "expirationDate",
        "termsOfUse", "refreshService", "evidence", "credentialSchema",
    ];

    private static readonly string[] Predicates = Array.ConvertAll(Deciding, name => Vocabulary + name);

    // What a name holds that is not simply a word, as it is spelt or behind an escape.
    private static readonly SearchValues<byte> Unplain = SearchValues.Create(":@\\"u8);

    /// <summary>Checks a document with a Data Integrity proof.</summary>
    /// <returns>Null when its JSON can be relied on, once its proof holds.</returns>
    public static Error? Check(JsonElement document)
    {
        if (FirstOwnWord(document) is { } path) return OwnVocabulary("$" + path);
        try
        {
            return document.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String
                ? FirstHidden(document, id.GetString()!, DocumentQuads.Of(Signed(document)))
                : null;
        }
        catch (JsonLdException e)
        {
            return ProofErrors.From(e);
        }
    }

    /// <summary>The same, where the canonical N-Quads of the document without its Merkle proofs are at hand.</summary>
    /// <returns>The finding; null where they cannot tell, so that the document itself has to be asked.</returns>
    internal static PlainFinding? Check(JsonElement document, ReadOnlySpan<byte> canonical)
    {
        if (FirstOwnWord(document) is { } path) return new PlainFinding(OwnVocabulary("$" + path));
        if (!document.TryGetProperty("id", out var id) || id.ValueKind != JsonValueKind.String) return new PlainFinding(null);
        if (StatementsAbout.Of(id.GetString()!, canonical) is not { } statements) return null;
        if (!statements.Any) return new PlainFinding(IdMisread);
        for (var i = 0; i < Deciding.Length; i++)
            if (statements.CountOf(Predicates[i]) is > 0 and var signed && signed > CountOf(document, Deciding[i])) return new PlainFinding(Hidden(Deciding[i]));
        return new PlainFinding(null);
    }

    private static Error OwnVocabulary(string path) =>
        Error.Invalid(OwnVocabularyCode, "The document brings a vocabulary of its own, so that what it says cannot be compared with what was signed.", path);

    // An id that means another IRI than it reads would lead all further questions astray.
    private static Error IdMisread { get; } = Error.Invalid("document.member_hidden", "The document's id does not mean what it reads.", "$.id");

    private static Error Hidden(string name) => Error.Invalid("document.member_hidden", $"The document was signed with a {name} that its JSON does not show.", $"$.{name}");

    /// <summary>The document without its Merkle proofs, which nobody signs, and whose legacy type is a word of no context here.</summary>
    private static JsonElement Signed(JsonElement document) =>
        DataIntegrityProofs.Read(document).TryGet(out var proofs, out _) && proofs.Any(proof => proof.IsMerkleProof)
            ? DocumentParts.WithProofs(document, proofs.Where(proof => !proof.IsMerkleProof).Select(proof => proof.Element))
            : document;

    private static Error? FirstHidden(JsonElement document, string id, IReadOnlyList<Quad> quads)
    {
        if (!quads.Any(quad => quad.Subject.Value == id)) return IdMisread;
        foreach (var name in Deciding)
        {
            var predicate = Vocabulary + name;
            var signed = quads.Where(quad => quad.Predicate.Value == predicate && quad.Subject.Value == id).Select(quad => quad.Object).Distinct().Count();
            if (signed > CountOf(document, name)) return Hidden(name);
        }
        return null;
    }

    private static int CountOf(JsonElement document, string name) =>
        !document.TryGetProperty(name, out var value) ? 0 : value.ValueKind == JsonValueKind.Array ? value.GetArrayLength() : 1;

    /// <summary>The path, from this value on, of the first inline context, full IRI or keyword among the names; depth is bounded by the parser.</summary>
    private static string? FirstOwnWord(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            var i = 0;
            foreach (var item in value.EnumerateArray())
            {
                if (FirstOwnWord(item) is { } found) return $"[{i}]{found}";
                i++;
            }
            return null;
        }
        if (value.ValueKind != JsonValueKind.Object) return null;
        foreach (var member in value.EnumerateObject())
        {
            if (JsonMarshal.GetRawUtf8PropertyName(member).ContainsAny(Unplain))
            {
                if (member.Name == "@context")
                {
                    if (!AreUrls(member.Value)) return ".@context";
                    continue;
                }
                if (IsOwnWord(member.Name, value)) return "." + member.Name;
            }
            if (FirstOwnWord(member.Value) is { } found) return $".{member.Name}{found}";
        }
        return null;
    }

    // A text with its language is an object of keywords; every other keyword changes how its object is read, or is lost.
    private static bool IsOwnWord(string name, JsonElement holder) =>
        name.Contains(':', StringComparison.Ordinal)
        || (name.StartsWith('@') && !(name is "@value" or "@language" or "@direction" && holder.TryGetProperty("@value", out _)));

    private static bool AreUrls(JsonElement context) =>
        context.ValueKind == JsonValueKind.String
        || (context.ValueKind == JsonValueKind.Array && context.EnumerateArray().All(each => each.ValueKind == JsonValueKind.String));
}

/// <summary>What a check of plainness found; no error where the JSON can be relied on.</summary>
internal sealed record PlainFinding(Error? Error);
