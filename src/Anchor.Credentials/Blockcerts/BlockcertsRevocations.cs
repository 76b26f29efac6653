using Anchor.Credentials.Json;

namespace Anchor.Credentials.Blockcerts;

/// <summary>A credential that its issuer took back.</summary>
/// <param name="Id">The credential's id.</param>
/// <param name="Reason">Why, for people; null where the issuer does not say.</param>
public sealed record RevokedAssertion(string Id, string? Reason);

/// <summary>The list to which an issuer's profile leads: <c>{ "revokedAssertions": [{ "id", "revocationReason" }] }</c>.</summary>
/// <param name="Id">Its address; null where it does not say.</param>
/// <param name="Issuer">Whose it is; null where it does not say.</param>
/// <param name="Revoked">What was revoked, at most <see cref="MaxCount"/>.</param>
public sealed record BlockcertsRevocations(string? Id, string? Issuer, IReadOnlyList<RevokedAssertion> Revoked)
{
    /// <summary>The most entries that are read or written.</summary>
    public const int MaxCount = 100_000;

    /// <summary>The largest list that is read, in bytes.</summary>
    public const int MaxBytes = 16 << 20;

    private const string Context = "https://w3id.org/openbadges/v2";
    private static readonly JsonBounds Bounds = new(MaxBytes, MaxDepth: 16);

    /// <summary>The list as UTF-8 JSON.</summary>
    public byte[] ToUtf8() => JsonText.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("@context", Context);
        if (Id is not null) writer.WriteString("id", Id);
        writer.WriteString("type", "RevocationList");
        if (Issuer is not null) writer.WriteString("issuer", Issuer);
        writer.WriteStartArray("revokedAssertions");
        foreach (var (id, reason) in Revoked)
        {
            writer.WriteStartObject();
            writer.WriteString("id", id);
            if (reason is not null) writer.WriteString("revocationReason", reason);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    /// <summary>Reads a list. Codes: <c>revocations.malformed</c> and those of <see cref="BoundedJson"/>.</summary>
    public static Result<BlockcertsRevocations> Read(ReadOnlySpan<byte> utf8)
    {
        if (!BoundedJson.Parse(utf8, Bounds).TryGet(out var list, out var error)) return error;
        var reader = new ObjectReader(list, "revocations.malformed");
        var id = reader.Text("id", required: false, maxLength: 4096);
        var issuer = reader.Text("issuer", required: false, maxLength: 4096);
        var revoked = new List<RevokedAssertion>();
        if (reader.Get("revokedAssertions", required: true) is not null)
            foreach (var (item, path) in reader.Items("revokedAssertions", MaxCount, required: false))
            {
                var below = reader.Below(item, path);
                if (below.Text("id", maxLength: 4096) is { } revokedId) revoked.Add(new RevokedAssertion(revokedId, below.Text("revocationReason", required: false, maxLength: 1000)));
            }
        return reader.Failure is { } failure ? failure : new BlockcertsRevocations(id, issuer, revoked);
    }
}
