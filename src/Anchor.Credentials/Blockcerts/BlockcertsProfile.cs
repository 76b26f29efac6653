using System.Text.Json;
using Anchor.Credentials.Json;
using Anchor.Credentials.Keys;
using Anchor.Credentials.OpenBadges;

namespace Anchor.Credentials.Blockcerts;

/// <summary>An account that anchors for an issuer, as its profile shows it.</summary>
/// <param name="Name">Its name within the issuer's DID.</param>
/// <param name="Address">The address, 0x and 40 hexadecimal digits.</param>
/// <param name="Key">Its public key, on secp256k1.</param>
/// <param name="ValidFrom">From when on its transactions count.</param>
public sealed record ProfileAccount(string Name, string Address, PublicKey Key, DateTimeOffset ValidFrom);

/// <summary>The page about an issuer that Blockcerts verifiers read: an Open Badges 3.0 Profile with keys, accounts and a list of what was revoked.</summary>
/// <remarks>Blockcerts issuer profile; the DID document leads to it by a service of the type <see cref="ServiceType"/>.</remarks>
/// <param name="Did">The issuer.</param>
/// <param name="Name">Its name.</param>
/// <param name="Url">Its home page.</param>
/// <param name="KeyId">The id of the key that signs its credentials.</param>
/// <param name="Key">That key.</param>
/// <param name="Accounts">The accounts that anchor for it.</param>
/// <param name="RevocationList">The address of the list of what it revoked.</param>
public sealed record BlockcertsProfile(
    string Did, string Name, string? Url, string KeyId, PublicKey Key, IReadOnlyList<ProfileAccount> Accounts, string RevocationList)
{
    /// <summary>The type of the service under which a DID document names the page.</summary>
    public const string ServiceType = "IssuerProfile";

    /// <summary>The largest page that is read, in bytes.</summary>
    public const int MaxBytes = 1 << 20;

    private static readonly JsonBounds Bounds = new(MaxBytes, MaxDepth: 16);

    /// <summary>The page as UTF-8 JSON.</summary>
    public byte[] ToUtf8() => JsonText.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("@context");
        writer.WriteStringValue(Vocabulary.CredentialsV2);
        writer.WriteStringValue(Vocabulary.OpenBadges303);
        writer.WriteEndArray();
        writer.WriteString("id", Did);
        writer.WriteStartArray("type");
        writer.WriteStringValue("Profile");
        writer.WriteEndArray();
        writer.WriteString("name", Name);
        if (Url is not null) writer.WriteString("url", Url);
        writer.WriteStartArray("publicKey");
        foreach (var account in Accounts)
        {
            writer.WriteStartObject();
            writer.WriteString("id", $"ecdsa-koblitz-pubkey:{account.Address}");
            writer.WriteString("created", XsdDateTime.Format(account.ValidFrom));
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteStartArray("verificationMethod");
        // Readers of this page want an Ed25519 key in both spellings.
        WriteMethod(writer, KeyId, Key, withMultibase: true);
        foreach (var account in Accounts) WriteMethod(writer, $"{Did}#{account.Name}", account.Key, withMultibase: false);
        writer.WriteEndArray();
        writer.WriteString("revocationList", RevocationList);
        writer.WriteEndObject();
    });

    /// <summary>The address of the list of what an issuer revoked, out of its page.</summary>
    /// <param name="utf8">The page.</param>
    /// <param name="issuer">Whose it must be.</param>
    /// <returns>The address; null where the page names none. Codes: <c>profile.malformed</c>, <c>profile.of_another</c>, and those of <see cref="BoundedJson"/>.</returns>
    public static Result<string?> ReadRevocationList(ReadOnlySpan<byte> utf8, string issuer)
    {
        if (!BoundedJson.Parse(utf8, Bounds).TryGet(out var page, out var error)) return error;
        var reader = new ObjectReader(page, "profile.malformed");
        var id = reader.Text("id", maxLength: 4096);
        var list = reader.Text("revocationList", required: false, maxLength: 4096);
        if (reader.Failure is { } failure) return failure;
        return id == issuer ? Result.Ok(list) : Error.Invalid("profile.of_another", "The page is another issuer's.", "$.id");
    }

    private void WriteMethod(Utf8JsonWriter writer, string id, PublicKey key, bool withMultibase)
    {
        writer.WriteStartObject();
        writer.WriteString("id", id);
        writer.WriteString("type", "JsonWebKey2020");
        writer.WriteString("controller", Did);
        if (withMultibase) writer.WriteString("publicKeyMultibase", Multikey.Format(key));
        writer.WritePropertyName("publicKeyJwk");
        Jwk.WriteTo(writer, key);
        writer.WriteEndObject();
    }
}
