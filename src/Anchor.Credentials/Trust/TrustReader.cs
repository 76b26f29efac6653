using System.Text.Json;
using Anchor.Credentials.Json;
using Anchor.Credentials.Keys;

namespace Anchor.Credentials.Trust;

/// <summary>Reads trust files.</summary>
internal static class TrustReader
{
    private const string Malformed = "trust.malformed";
    private const string Duplicate = "trust.duplicate";

    public static Result<TrustFile> Read(JsonElement element)
    {
        var reader = new ObjectReader(element, Malformed);
        if (reader.Integer("version") is { } version && version != TrustFile.Version)
            reader.Fail("version", $"must be {TrustFile.Version}", "trust.version_unknown");
        var networks = reader.Items("networks", 256).Select(item => Network(reader.Below(item.Element, item.Path))).ToArray();
        var issuers = reader.Items("issuers", 10_000).Select(item => Issuer(reader.Below(item.Element, item.Path))).ToArray();
        Once(reader, "networks", networks.Select(n => (n.ChainId, n.Registry.ToUpperInvariant())));
        Once(reader, "issuers", issuers.Select(i => i.Did));
        return reader.Failure is { } failure ? failure : new TrustFile(networks, issuers);
    }

    private static TrustedNetwork Network(ObjectReader reader) => new(
        reader.Integer("chainId") ?? 0,
        reader.Text("name", maxLength: 200) ?? "",
        reader.Hash("genesisHash") ?? default,
        reader.Hex("registry", 20) ?? "",
        reader.Hash("registryCodeHash", required: false),
        FinalityOf(reader),
        reader.Flag("production") ?? false,
        [.. reader.Items("rpc", 16, required: false).Select(item => Rpc(reader, item))])
    {
        TokenFactory = reader.Hex("tokenFactory", 20, required: false),
    };

    private static Finality FinalityOf(ObjectReader reader)
    {
        var none = new Finality(FinalityKind.Instant, 0);
        if (reader.Get("finality", required: true) is not { } value) return none;
        var below = reader.Below(value, $"{reader.Path}.finality");
        switch (below.Text("kind"))
        {
            case "instant": return none;
            case "tag": return new Finality(FinalityKind.Tag, 0);
            case "depth":
                var depth = below.Integer("depth") ?? 0;
                if (depth is < 1 or > 100_000) below.Fail("depth", "must be 1 to 100,000");
                return new Finality(FinalityKind.Depth, (int)Math.Min(depth, 100_000));
            case not null: below.Fail("kind", "must be depth, tag or instant"); return none;
            default: return none;
        }
    }

    private static string Rpc(ObjectReader reader, (JsonElement Element, string Path) item)
    {
        if (item.Element.ValueKind == JsonValueKind.String && Uri.TryCreate(item.Element.GetString(), UriKind.Absolute, out var uri)
            && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp))
            return item.Element.GetString()!;
        reader.FailAt(item.Path, "must be an http or https URL");
        return "";
    }

    private static RecognisedIssuer Issuer(ObjectReader reader)
    {
        var did = reader.Text("did") ?? "";
        if (!did.StartsWith("did:", StringComparison.Ordinal)) reader.Fail("did", "must be a DID");
        if (did.StartsWith("did:key:", StringComparison.Ordinal) && !DidKey.Parse(did).IsOk)
            reader.Fail("did", "must be a did:key whose key signs", "trust.key_malformed");
        return new RecognisedIssuer(did, reader.Text("name", maxLength: 500) ?? "",
            [.. reader.Items("keys", 64, required: false).Select(item => Key(reader, item))]);
    }

    private static string Key(ObjectReader reader, (JsonElement Element, string Path) item)
    {
        if (item.Element.ValueKind == JsonValueKind.String && Multikey.Parse(item.Element.GetString()!).IsOk)
            return item.Element.GetString()!;
        reader.FailAt(item.Path, "must be a Multikey that signs (z6Mk…, zDn…)", "trust.key_malformed");
        return "";
    }

    private static void Once<T>(ObjectReader reader, string member, IEnumerable<T> keys)
    {
        var seen = new HashSet<T>();
        var index = 0;
        foreach (var key in keys)
        {
            if (!seen.Add(key)) reader.FailAt($"$.{member}[{index}]", "names the same one again", Duplicate);
            index++;
        }
    }
}
