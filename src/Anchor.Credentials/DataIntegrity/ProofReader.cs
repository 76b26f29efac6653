using System.Text.Json;
using Anchor.Credentials.Json;

namespace Anchor.Credentials.DataIntegrity;

/// <summary>Reads the proofs of a document.</summary>
internal static class ProofReader
{
    public static Result<IReadOnlyList<DataIntegrityProof>> Read(JsonElement document)
    {
        if (document.ValueKind != JsonValueKind.Object) return ProofErrors.Malformed("A secured document is a JSON object.", "$");
        if (!document.TryGetProperty("proof", out var member)) return ProofErrors.Missing;
        var isSet = member.ValueKind == JsonValueKind.Array;
        var count = isSet ? member.GetArrayLength() : 1;
        if (count == 0) return ProofErrors.Missing;
        if (count > DataIntegrityProofs.MaxProofs) return ProofErrors.TooMany;

        var proofs = new DataIntegrityProof[count];
        for (var i = 0; i < count; i++)
        {
            if (!ReadOne(isSet ? member[i] : member, isSet ? $"$.proof[{i}]" : "$.proof").TryGet(out var proof, out var error)) return error;
            proofs[i] = proof;
        }
        return proofs;
    }

    public static Result<DataIntegrityProof> ReadOne(JsonElement element, string path)
    {
        var reader = new ObjectReader(element, ProofErrors.MalformedCode, path);
        var proof = new DataIntegrityProof
        {
            Element = element,
            Path = path,
            Type = reader.Text("type") ?? "",
            Cryptosuite = Text(reader, element, "cryptosuite"),
            ProofPurpose = Text(reader, element, "proofPurpose"),
            VerificationMethod = Text(reader, element, "verificationMethod"),
            ProofValue = Text(reader, element, "proofValue", maxLength: 1 << 16),
            Id = Text(reader, element, "id"),
            Created = Time(reader, element, "created"),
            Expires = Time(reader, element, "expires"),
            Domains = Texts(reader, element, "domain"),
            Challenge = Text(reader, element, "challenge"),
            Nonce = Text(reader, element, "nonce"),
            PreviousProofs = Texts(reader, element, "previousProof"),
        };
        return reader.Failure is { } failure ? failure : proof;
    }

    // Present but null is as wrong as any other type: it would be signed, and mean nothing.
    private static string? Text(ObjectReader reader, JsonElement element, string member, int maxLength = 2048) =>
        IsPresent(element, member) ? reader.Text(member, required: true, maxLength) : null;

    private static DateTimeOffset? Time(ObjectReader reader, JsonElement element, string member)
    {
        if (Text(reader, element, member) is not { } text) return null;
        if (XsdDateTime.TryParse(text, out var value)) return value;
        reader.Fail(member, "must be a date-time with a time zone");
        return null;
    }

    private static IReadOnlyList<string> Texts(ObjectReader reader, JsonElement element, string member)
    {
        if (!IsPresent(element, member)) return [];
        if (element.GetProperty(member).ValueKind != JsonValueKind.Array) return reader.Text(member) is { } single ? [single] : [];
        var texts = new List<string>();
        foreach (var (item, path) in reader.Items(member, DataIntegrityProofs.MaxProofs))
        {
            if (item.ValueKind == JsonValueKind.String && item.GetString() is { Length: > 0 and <= 2048 } text) texts.Add(text);
            else reader.FailAt(path, "must be a string of 1 to 2048 characters");
        }
        if (texts.Count == 0) reader.Fail(member, "must not be empty");
        return texts;
    }

    private static bool IsPresent(JsonElement element, string member) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(member, out _);
}
