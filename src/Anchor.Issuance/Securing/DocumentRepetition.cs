using System.Text;
using System.Text.Json;
using Anchor.Credentials.Bundles;
using Anchor.Credentials.DataIntegrity;
using Anchor.Credentials.Issuing;
using Anchor.Credentials.Jwt;

namespace Anchor.Issuance.Securing;

/// <summary>Whether a request asks for what was issued already.</summary>
internal static class DocumentRepetition
{
    /// <param name="issued">What was issued under the same id.</param>
    /// <param name="asked">What is asked for, before anything is signed or given a status.</param>
    /// <param name="suite">How it is to be secured.</param>
    /// <param name="method">With which key.</param>
    public static bool IsOf(BundledCredential issued, JsonElement asked, SecuringSuite suite, SigningMethod method)
    {
        if (issued.CompactJws is { } compact)
            return suite.Cryptosuite is null && VcJwt.Parse(Encoding.ASCII.GetBytes(compact)).TryGet(out var jwt, out _)
                && jwt.Kid == method.VerificationMethod && SaysTheSame(jwt.Claims, asked);
        var document = issued.Document!.Value;
        return DataIntegrityProofs.Read(document).TryGet(out var proofs, out _)
            && proofs[^1].Cryptosuite == suite.Cryptosuite?.Name && proofs[^1].VerificationMethod == method.VerificationMethod && SaysTheSame(document, asked);
    }

    // The host added the proof and, behind those that the caller brought, the status entries.
    private static bool SaysTheSame(JsonElement issued, JsonElement asked)
    {
        if (!JsonElement.DeepEquals(DocumentMembers.Without(issued, "proof", "credentialStatus"), DocumentMembers.Without(asked, "proof", "credentialStatus"))) return false;
        var brought = Entries(asked);
        return Entries(issued).Take(brought.Length).Zip(brought).Count(pair => JsonElement.DeepEquals(pair.First, pair.Second)) == brought.Length;
    }

    private static JsonElement[] Entries(JsonElement document) =>
        !document.TryGetProperty("credentialStatus", out var status) ? [] : status.ValueKind == JsonValueKind.Array ? [.. status.EnumerateArray()] : [status];
}
