using System.Text.Json;
using Anchor.Credentials.Json;
using Anchor.Credentials.Keys;

namespace Anchor.Credentials.Identifiers;

/// <summary>Which keys speak for a DID, and for what.</summary>
/// <remarks>
/// DID Core 1.0 and Controlled Identifiers 1.0. Read: Multikey, JsonWebKey, JsonWebKey2020 and Ed25519VerificationKey2020; every other
/// kind of method is kept without a key. Codes: <c>did.document_malformed</c>, <c>did.id_mismatch</c>, <c>did.key_malformed</c>, and
/// those of <see cref="BoundedJson"/>.
/// </remarks>
/// <param name="Id">Whose it is.</param>
/// <param name="Methods">Its verification methods, at most 64; an id comes once.</param>
/// <param name="Assertion">The ids of the methods that may sign credentials.</param>
/// <param name="Authentication">The ids of the methods with which it proves itself.</param>
public sealed record DidDocument(Did Id, IReadOnlyList<DidMethod> Methods, IReadOnlyList<string> Assertion, IReadOnlyList<string> Authentication)
{
    /// <summary>The largest document that is read, in bytes.</summary>
    public const int MaxBytes = 1 << 17;

    private const string DidContext = "https://www.w3.org/ns/did/v1";
    private const string MultikeyContext = "https://w3id.org/security/multikey/v1";
    private const string JwkContext = "https://w3id.org/security/jwk/v1";
    private const string AccountContext = "https://w3id.org/security/suites/secp256k1recovery-2020/v2";
    private static readonly JsonBounds Bounds = new(MaxBytes, MaxDepth: 16);

    /// <summary>Where more about it stands. Written, and not read.</summary>
    public IReadOnlyList<DidService> Services { get; init; } = [];

    /// <summary>The keys that may sign credentials: the DID's own methods under <c>assertionMethod</c> that have a key.</summary>
    public IEnumerable<DidMethod> Signers => Methods.Where(method => method.Key is not null && MaySign(method));

    /// <summary>Reads a document and checks whose it is.</summary>
    /// <param name="utf8">JSON, as <c>did.json</c> holds it.</param>
    /// <param name="expected">The DID that was asked for.</param>
    public static Result<DidDocument> Read(ReadOnlySpan<byte> utf8, Did expected) =>
        BoundedJson.Parse(utf8, Bounds).Then(document => DidDocumentReader.Read(document, expected));

    /// <summary>The document of an issuer whose keys both sign credentials and prove the issuer.</summary>
    /// <param name="did">The issuer.</param>
    /// <param name="keys">Each key with its name within the DID, for example <c>key-1</c>.</param>
    public static DidDocument Of(Did did, params IReadOnlyList<(string Name, PublicKey Key)> keys)
    {
        var methods = keys.Select(each => new DidMethod(
            $"{did}#{each.Name}", each.Key.Type == KeyType.Rsa ? DidDocumentReader.JsonWebKey : DidDocumentReader.Multikey, did.Text, each.Key)).ToArray();
        string[] ids = [.. methods.Select(method => method.Id)];
        return new DidDocument(did, methods, ids, ids);
    }

    /// <summary>The document of a DID that holds everything itself: did:key, did:jwk, and did:pkh, whose account has no key.</summary>
    /// <returns>The document; <c>did.method_unsupported</c> for other methods, and what the method refuses.</returns>
    public static Result<DidDocument> Inline(Did did) => did.Method switch
    {
        "key" => DidKey.Parse(did.Text).Map(key => Of(did, (did.Identifier, key))),
        DidJwk.Method => DidJwk.Parse(did).Map(key => Of(did, (DidJwk.Fragment, key))),
        DidPkh.Method => DidPkh.Parse(did).Map(account => OfAccount(did, account)),
        _ => DidErrors.MethodUnsupported,
    };

    /// <summary>The method of this id, or null.</summary>
    public DidMethod? Find(string id) => Methods.FirstOrDefault(method => method.Id == id);

    /// <summary>Whether a method is the DID's own and stands under <c>assertionMethod</c>.</summary>
    public bool MaySign(DidMethod method) =>
        method.Controller == Id.Text && method.Id.StartsWith(Id.Text + "#", StringComparison.Ordinal) && Assertion.Contains(method.Id);

    /// <summary>The same document with accounts (CAIP-10) that anchor for the DID; they sign no credentials.</summary>
    /// <param name="accounts">Each account with its name within the DID.</param>
    public DidDocument WithAccounts(IEnumerable<(string Name, string Account)> accounts) => this with
    {
        Methods = [.. Methods, .. accounts.Select(each => new DidMethod($"{Id}#{each.Name}", DidPkh.MethodType, Id.Text, null, each.Account))],
    };

    /// <summary>The document as UTF-8 JSON-LD, as it stands on the issuer's server. Methods with neither key nor account are left out.</summary>
    public byte[] ToUtf8() => JsonText.Write(writer =>
    {
        var written = Methods.Where(method => (method.Key is null) != (method.Account is null)).ToArray();
        writer.WriteStartObject();
        writer.WriteStartArray("@context");
        writer.WriteStringValue(DidContext);
        if (Array.Exists(written, method => method.Type == DidDocumentReader.Multikey)) writer.WriteStringValue(MultikeyContext);
        if (Array.Exists(written, method => method.Key?.Type == KeyType.Rsa)) writer.WriteStringValue(JwkContext);
        if (Array.Exists(written, method => method.Account is not null)) writer.WriteStringValue(AccountContext);
        writer.WriteEndArray();
        writer.WriteString("id", Id.Text);
        writer.WriteStartArray("verificationMethod");
        foreach (var method in written) Write(writer, method);
        writer.WriteEndArray();
        WriteIds(writer, "assertionMethod", Assertion);
        WriteIds(writer, "authentication", Authentication);
        if (Services.Count > 0)
        {
            writer.WriteStartArray("service");
            foreach (var service in Services) service.WriteTo(writer);
            writer.WriteEndArray();
        }
        writer.WriteEndObject();
    });

    private static DidDocument OfAccount(Did did, ChainAccount account)
    {
        var id = $"{did}#{DidPkh.Fragment}";
        return new DidDocument(did, [new DidMethod(id, DidPkh.MethodType, did.Text, null, account.ToString())], [id], [id]);
    }

    private static void Write(Utf8JsonWriter writer, DidMethod method)
    {
        writer.WriteStartObject();
        writer.WriteString("id", method.Id);
        writer.WriteString("type", method.Key is not { } key ? method.Type : key.Type == KeyType.Rsa ? DidDocumentReader.JsonWebKey : DidDocumentReader.Multikey);
        writer.WriteString("controller", method.Controller);
        if (method.Key is null) writer.WriteString("blockchainAccountId", method.Account);
        else if (method.Key.Type == KeyType.Rsa)
        {
            writer.WritePropertyName("publicKeyJwk");
            Jwk.WriteTo(writer, method.Key);
        }
        else writer.WriteString("publicKeyMultibase", Multikey.Format(method.Key));
        writer.WriteEndObject();
    }

    private static void WriteIds(Utf8JsonWriter writer, string name, IReadOnlyList<string> ids)
    {
        if (ids.Count == 0) return;
        writer.WriteStartArray(name);
        foreach (var id in ids) writer.WriteStringValue(id);
        writer.WriteEndArray();
    }
}
