using System.Text.Json;

namespace Anchor.Credentials.DataIntegrity;

/// <summary>Proofs that follow others (<c>previousProof</c>).</summary>
internal static class ProofChain
{
    /// <summary>The proofs of a document that a proof follows, in the order in which it names them.</summary>
    public static Result<IReadOnlyList<JsonElement>> Previous(JsonElement document, DataIntegrityProof proof) =>
        Find(document, proof.PreviousProofs, proof.Path);

    /// <summary>The proofs with these ids; each must be there once.</summary>
    public static Result<IReadOnlyList<JsonElement>> Find(JsonElement document, IReadOnlyList<string> ids, string path)
    {
        if (ids.Count == 0) return Result.Ok<IReadOnlyList<JsonElement>>([]);
        var found = new List<JsonElement>();
        foreach (var id in ids)
        {
            var matching = Existing(document).Where(other => HasId(other, id)).ToList();
            if (matching.Count == 0) return ProofErrors.PreviousMissing(path);
            if (matching.Count > 1) return ProofErrors.PreviousAmbiguous(path);
            found.Add(matching[0]);
        }
        return found;
    }

    /// <summary>The document's proofs, whatever they are.</summary>
    public static IEnumerable<JsonElement> Existing(JsonElement document)
    {
        if (!document.TryGetProperty("proof", out var member)) return [];
        return member.ValueKind == JsonValueKind.Array ? member.EnumerateArray() : [member];
    }

    private static bool HasId(JsonElement proof, string id) =>
        proof.ValueKind == JsonValueKind.Object && proof.TryGetProperty("id", out var value)
        && value.ValueKind == JsonValueKind.String && value.ValueEquals(id);
}
