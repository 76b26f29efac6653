using System.Text.Json;
using Anchor.Credentials.Json;
using Anchor.Credentials.Keys;

namespace Anchor.Credentials.Identifiers;

/// <summary>Reads DID documents; whatever is wrong with one of their keys refuses the whole.</summary>
internal sealed class DidDocumentReader
{
    public const string Multikey = "Multikey";
    public const string JsonWebKey = "JsonWebKey";
    private const string JsonWebKey2020 = "JsonWebKey2020";
    private const string Ed25519Key2020 = "Ed25519VerificationKey2020";
    private const int MaxMethods = 64;

    private readonly Did _did;
    private readonly ObjectReader _reader;
    private readonly Dictionary<string, DidMethod> _methods = new(StringComparer.Ordinal);

    private DidDocumentReader(JsonElement document, Did did) => (_did, _reader) = (did, new ObjectReader(document, DidErrors.DocumentMalformedCode));

    public static Result<DidDocument> Read(JsonElement document, Did expected)
    {
        var reader = new DidDocumentReader(document, expected);
        if (reader._reader.Text("id", maxLength: 4096) is { } id && id != expected.Text) return DidErrors.IdMismatch;
        foreach (var (item, path) in reader._reader.Items("verificationMethod", MaxMethods, required: false)) reader.Method(item, path);
        var assertion = reader.Relationship("assertionMethod");
        var authentication = reader.Relationship("authentication");
        return reader._reader.Failure is { } failure
            ? failure
            : new DidDocument(expected, [.. reader._methods.Values], assertion, authentication) { Services = [.. Services(document)] };
    }

    /// <summary>Services with one type and one address; every other kind says nothing here and is passed over.</summary>
    private static IEnumerable<DidService> Services(JsonElement document)
    {
        if (!document.TryGetProperty("service", out var services) || services.ValueKind != JsonValueKind.Array) yield break;
        foreach (var service in services.EnumerateArray().Take(MaxMethods))
            if (TextOf(service, "id") is { } id && TextOf(service, "type") is { } type && TextOf(service, "serviceEndpoint") is { } endpoint)
                yield return new DidService(id, type, endpoint);
    }

    private static string? TextOf(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The ids of a relationship's methods; those that stand in it whole are read too.</summary>
    private string[] Relationship(string name)
    {
        var ids = new List<string>();
        foreach (var (item, path) in _reader.Items(name, MaxMethods, required: false))
        {
            var id = item.ValueKind == JsonValueKind.String ? Absolute(item.GetString()!, path) : Method(item, path);
            if (id is not null) ids.Add(id);
        }
        return [.. ids];
    }

    private string? Method(JsonElement element, string path)
    {
        var below = _reader.Below(element, path);
        if (below.Text("id", maxLength: 8192) is not { } text || Absolute(text, path + ".id") is not { } id) return null;
        var type = below.Text("type", maxLength: 256);
        var controller = below.Text("controller", maxLength: 4096);
        if (type is null || controller is null) return null;
        var key = KeyOf(element, type, below);
        if (!_methods.TryAdd(id, new DidMethod(id, type, controller, key, AccountOf(element)))) below.Fail("id", "comes a second time");
        return id;
    }

    /// <summary>An id behind the DID where it is only <c>#</c> and a name.</summary>
    private string? Absolute(string id, string path)
    {
        if (id.StartsWith('#')) id = _did.Text + id;
        if (Did.ParseMethodId(id).IsOk) return id;
        _reader.FailAt(path, "must be a DID, # and a name, or # and a name");
        return null;
    }

    private static PublicKey? KeyOf(JsonElement element, string type, ObjectReader below)
    {
        if (HoldsSecret(element))
        {
            below.Fail(null, "must not publish a secret key", DidErrors.KeyMalformedCode);
            return null;
        }
        var member = type is JsonWebKey or JsonWebKey2020 ? "publicKeyJwk" : "publicKeyMultibase";
        Result<PublicKey> read;
        switch (type)
        {
            case Multikey or Ed25519Key2020:
                if (below.Text(member, maxLength: 4096) is not { } multibase) return null;
                read = Keys.Multikey.Parse(multibase);
                break;
            case JsonWebKey or JsonWebKey2020:
                if (below.Get(member, required: true) is not { } jwk) return null;
                read = Jwk.Read(jwk);
                break;
            default: return null;
        }
        if (type == Ed25519Key2020 && read.IsOk && read.Value.Type != KeyType.Ed25519) read = Error.Invalid("key.malformed", "");
        if (read.TryGet(out var key, out var error)) return key;
        // A key for something else than signing, or of a kind that is not known here, is no fault of the document.
        if (error.Code is not ("key.not_for_signing" or "key.type_unsupported")) below.Fail(member, "must be a public key of its type", DidErrors.KeyMalformedCode);
        return null;
    }

    private static bool HoldsSecret(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object
        && (element.TryGetProperty("secretKeyMultibase", out _) || element.TryGetProperty("privateKeyMultibase", out _)
            || element.TryGetProperty("privateKeyJwk", out _) || element.TryGetProperty("secretKeyJwk", out _));

    private static string? AccountOf(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty("blockchainAccountId", out var account) && account.ValueKind == JsonValueKind.String
            ? account.GetString() : null;
}
