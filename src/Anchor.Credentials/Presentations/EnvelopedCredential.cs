using System.Text.Json;
using Anchor.Credentials.Json;
using Anchor.Credentials.Jwt;
using Anchor.Credentials.Keys;

namespace Anchor.Credentials.Presentations;

/// <summary>A VC-JWT inside a data URL (VC data model 2.0, section 4.13.2).</summary>
public static class EnvelopedCredential
{
    private static readonly string[] RegisteredClaims = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti", "nonce", "cnf"];

    /// <summary>Whether the document calls itself an EnvelopedVerifiableCredential.</summary>
    public static bool IsOne(JsonElement document) => Envelopes.IsOfType(document, Envelopes.CredentialType);

    /// <summary>Takes the JWT out of its envelope; its signature is not verified.</summary>
    /// <returns><c>presentation.envelope_malformed</c> without the base context, the type or the data URL, and the codes of <see cref="VcJwt.Parse"/>.</returns>
    public static Result<ParsedJwt> Open(JsonElement envelope) =>
        Envelopes.Open(envelope, Envelopes.CredentialMediaType, "$").Then(compact => VcJwt.Parse(compact));

    /// <summary>The credential alone, without the JWT claims beside it, which no context explains.</summary>
    public static JsonElement DocumentOf(JsonElement claims) => JsonText.Element(writer =>
    {
        writer.WriteStartObject();
        foreach (var member in claims.EnumerateObject())
            if (!RegisteredClaims.Contains(member.Name)) member.WriteTo(writer);
        writer.WriteEndObject();
    });

    /// <summary>Verifies the signature of a VC-JWT, that its claims say what the credential says, and that its key is the issuer's.</summary>
    /// <param name="jwt">The JWT.</param>
    /// <param name="now">The time by which a <c>vc+jwt</c>'s own <c>nbf</c> and <c>exp</c> are judged; null judges neither.</param>
    /// <param name="resolve">Finds keys; <see cref="VerificationMethods.Resolve"/> when null.</param>
    public static ProofFinding Verify(ParsedJwt jwt, DateTimeOffset? now, Func<string, Result<VerificationMethod>>? resolve = null) =>
        PresentationJwt.VerifyCredential(jwt, resolve ?? VerificationMethods.Resolve, now);

    /// <summary>Puts a compact VC-JWT into an envelope.</summary>
    /// <returns>UTF-8 JSON.</returns>
    public static byte[] Write(string compact) =>
        JsonText.Write(writer => Envelopes.Write(writer, Envelopes.CredentialType, Envelopes.CredentialMediaType, compact));
}
