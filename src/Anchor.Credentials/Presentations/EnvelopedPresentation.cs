using System.Text.Json;

namespace Anchor.Credentials.Presentations;

/// <summary>A <c>vp+jwt</c> inside a data URL (VC data model 2.0, section 4.13.3).</summary>
public static class EnvelopedPresentation
{
    /// <summary>Whether the document calls itself an EnvelopedVerifiablePresentation.</summary>
    public static bool IsOne(JsonElement document) => Envelopes.IsOfType(document, Envelopes.PresentationType);

    /// <summary>The presentation in an envelope, unverified, without the JWT claims beside it.</summary>
    /// <returns><c>presentation.envelope_malformed</c>, and the codes of a JWS that cannot be taken apart.</returns>
    public static Result<JsonElement> Open(JsonElement envelope) =>
        Envelopes.Open(envelope, Envelopes.PresentationMediaType, "$").Then(compact => PresentationJwt.Parse(compact))
            .Map(jwt => EnvelopedCredential.DocumentOf(jwt.Claims));
}
