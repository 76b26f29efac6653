using System.Buffers;

namespace Anchor.Credentials.Identifiers;

/// <summary>A decentralized identifier: <c>did:method:identifier</c>. What exists was checked; equal by its text.</summary>
/// <remarks>DID Core 1.0 section 3.1, without path, query and fragment; at most 4096 characters. Code of a refusal: <c>did.malformed</c>.</remarks>
public sealed record Did
{
    private const int MaxLength = 4096;
    private static readonly SearchValues<char> MethodLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");

    private static readonly SearchValues<char> IdentifierLetters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_:%");

    private Did(string text, string method, string identifier) => (Text, Method, Identifier) = (text, method, identifier);

    /// <summary>All of it.</summary>
    public string Text { get; }

    /// <summary>The method, for example <c>web</c>.</summary>
    public string Method { get; }

    /// <summary>What follows the method and its colon.</summary>
    public string Identifier { get; }

    /// <summary>Reads a DID.</summary>
    public static Result<Did> Parse(string? text)
    {
        if (text is not { Length: <= MaxLength } || !text.StartsWith("did:", StringComparison.Ordinal)) return DidErrors.Malformed;
        var colon = text.IndexOf(':', 4);
        if (colon <= 4 || text.AsSpan(4, colon - 4).ContainsAnyExcept(MethodLetters)) return DidErrors.Malformed;
        var identifier = text[(colon + 1)..];
        return identifier.Length > 0 && identifier[^1] != ':' && !identifier.AsSpan().ContainsAnyExcept(IdentifierLetters) && PercentsAreEscapes(identifier)
            ? new Did(text, text[4..colon], identifier)
            : DidErrors.Malformed;
    }

    /// <summary>The DID of a verification method's id, and the method's name within it: what stands before and behind the <c>#</c>.</summary>
    /// <param name="id">A DID, <c>#</c> and a fragment; paths and queries are refused.</param>
    public static Result<(Did Did, string Fragment)> ParseMethodId(string? id)
    {
        var hash = id?.IndexOf('#', StringComparison.Ordinal) ?? -1;
        if (hash <= 0 || hash == id!.Length - 1 || id.Length > 2 * MaxLength || id.AsSpan(hash + 1).Contains('#')) return DidErrors.Malformed;
        return Parse(id[..hash]).Map(did => (did, id[(hash + 1)..]));
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static bool PercentsAreEscapes(string identifier)
    {
        for (var at = identifier.IndexOf('%', StringComparison.Ordinal); at >= 0; at = identifier.IndexOf('%', at + 1))
            if (at + 2 >= identifier.Length || !char.IsAsciiHexDigit(identifier[at + 1]) || !char.IsAsciiHexDigit(identifier[at + 2])) return false;
        return true;
    }
}
