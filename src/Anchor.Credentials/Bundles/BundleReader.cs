using System.Text.Json;
using Anchor.Credentials.Json;
using Anchor.Merkle;

namespace Anchor.Credentials.Bundles;

/// <summary>Reads bundles: every member's type, range and length, and that the path fits size and index.</summary>
internal static class BundleReader
{
    private const string Malformed = "bundle.malformed";

    public static Result<Bundle> Read(JsonElement element)
    {
        var reader = new ObjectReader(element, Malformed);
        if (reader.Integer("version") is { } version && version != Bundle.Version)
            reader.Fail("version", $"must be {Bundle.Version}", "bundle.version_unknown");
        var credential = Credential(reader);
        var proof = Proof(reader);
        var binding = reader.Text("binding", required: false, maxLength: 1 << 16);
        var anchors = reader.Items("anchors", Bundle.MaxAnchors, required: false, "bundle.too_many_anchors")
            .Select(item => Claim(reader.Below(item.Element, item.Path))).ToArray();
        var tokens = reader.Items("tokens", Bundle.MaxTokens, required: false, "bundle.too_many_tokens")
            .Select(item => Token(reader.Below(item.Element, item.Path))).ToArray();
        if (reader.Failure is { } failure) return failure;
        return new Bundle(credential!, proof, binding, anchors) { Tokens = tokens };
    }

    private static BundledCredential? Credential(ObjectReader reader)
    {
        if (reader.Get("credential", required: true) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Object) return BundledCredential.OfDocument(value);
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } jws && Ascii.IsPrintable(jws))
            return BundledCredential.OfJwt(jws);
        reader.Fail("credential", "must be an object or a compact JWS");
        return null;
    }

    private static BundleProof? Proof(ObjectReader reader)
    {
        if (reader.Get("inclusionProof", required: false) is not { } value) return null;
        var below = reader.Below(value, "$.inclusionProof");
        var size = below.Integer("size");
        var index = below.Integer("index");
        var path = below.Hashes("path", BundleProof.MaxPath, "bundle.path_length");
        if (reader.Failure is not null) return null;
        if (index >= size) below.Fail("index", "must be below the size", "bundle.index_out_of_range");
        else if (path.Length != InclusionProof.PathLength(size!.Value, index!.Value))
            below.Fail("path", $"must have {InclusionProof.PathLength(size.Value, index.Value)} hashes for this size and index", "bundle.path_length");
        return reader.Failure is null ? new BundleProof(size!.Value, index!.Value, path) : null;
    }

    private static AnchorClaim Claim(ObjectReader reader) => new(
        reader.Integer("chainId") ?? 0,
        reader.Hex("registry", 20) ?? "",
        reader.Hex("issuerAccount", 20) ?? "",
        reader.Hash("transactionHash") ?? default,
        reader.Integer("blockNumber") ?? 0,
        reader.Hash("blockHash") ?? default,
        reader.Integer("timestamp") ?? 0);

    private static TokenClaim Token(ObjectReader reader) => new(reader.Integer("chainId") ?? 0, reader.Hex("contract", 20) ?? "");

    private static class Ascii
    {
        public static bool IsPrintable(string text) => text.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0;
    }
}
