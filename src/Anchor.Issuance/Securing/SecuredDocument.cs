using System.Text;
using System.Text.Json;
using Anchor.Credentials;
using Anchor.Credentials.Bundles;
using Anchor.Credentials.DataIntegrity;
using Anchor.Credentials.Issuing;
using Anchor.Credentials.Jwt;
using Anchor.Credentials.Presentations;

namespace Anchor.Issuance.Securing;

/// <summary>A signed document.</summary>
/// <param name="Document">The document with its proof; for a JWT, its envelope.</param>
/// <param name="Compact">The JWT; null where the proof is inside.</param>
public sealed record SecuredDocument(JsonElement Document, string? Compact)
{
    /// <summary>What is kept of a credential: the JWT itself, or the document.</summary>
    internal BundledCredential Bundled => BundledCredential.OfText(Encoding.UTF8.GetBytes(Compact ?? Document.GetRawText()));

    internal static SecuredDocument Of(BundledCredential bundled) => bundled.CompactJws is { } compact
        ? new SecuredDocument(JsonElement.Parse(EnvelopedCredential.Write(compact)), compact)
        : new SecuredDocument(bundled.Document!.Value, null);

    internal static Result<SecuredDocument> Sign(JsonElement document, SecuringSuite suite, SigningMethod method, ProofOptions options)
    {
        if (suite.Cryptosuite is { } cryptosuite)
            return new DataIntegritySigner(cryptosuite, method.Key, method.VerificationMethod).Sign(document, options with { SingleAsObject = true })
                .Map(signed => new SecuredDocument(JsonElement.Parse(signed), null));
        if (document.TryGetProperty("proof", out _)) return SecuringErrors.ProofBesideJwt();
        return DocumentMembers.IsPresentation(document) ? OfPresentation(document, method, options) : OfCredential(document, method);
    }

    private static SecuredDocument OfCredential(JsonElement document, SigningMethod method)
    {
        var payload = Encoding.UTF8.GetBytes(document.GetRawText());
        var compact = Encoding.ASCII.GetString(new VcJwtSigner(method.Key, method.VerificationMethod, VcJwt.JoseType).Sign(payload));
        return new SecuredDocument(JsonElement.Parse(EnvelopedCredential.Write(compact)), compact);
    }

    private static SecuredDocument OfPresentation(JsonElement document, SigningMethod method, ProofOptions options)
    {
        var compact = Presentation.SignJwt(document, method.Key, method.VerificationMethod, options.Domains.Count > 0 ? options.Domains[0] : null, options.Challenge);
        return new SecuredDocument(JsonElement.Parse(Presentation.Envelop(compact)), compact);
    }
}
