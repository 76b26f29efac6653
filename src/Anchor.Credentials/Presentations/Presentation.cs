using System.Text;
using System.Text.Json;
using Anchor.Credentials.DataIntegrity;
using Anchor.Credentials.Json;
using Anchor.Credentials.Jwt;
using Anchor.Credentials.Keys;

namespace Anchor.Credentials.Presentations;

/// <summary>A credential to present: a document with its proofs, or a compact JWS.</summary>
public sealed record PresentedCredential
{
    private PresentedCredential(JsonElement? document, string? compact) => (Document, Compact) = (document, compact);

    internal JsonElement? Document { get; }

    internal string? Compact { get; }

    /// <summary>A document, embedded as it is.</summary>
    public static PresentedCredential Embedded(JsonElement document) => new(document, null);

    /// <summary>A VC-JWT, put into an envelope.</summary>
    public static PresentedCredential Enveloped(string compact) => new(null, compact);
}

/// <summary>Makes verifiable presentations (VC data model 2.0).</summary>
public static class Presentation
{
    /// <summary>A presentation that nobody has signed yet.</summary>
    /// <param name="credentials">What is presented; may be empty.</param>
    /// <param name="holder">Who presents, a DID; whoever verifies will ask that the key is the holder's.</param>
    /// <param name="id">An absolute URL.</param>
    /// <returns>UTF-8 JSON.</returns>
    public static byte[] Create(IReadOnlyList<PresentedCredential> credentials, string? holder = null, string? id = null) => JsonText.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("@context");
        writer.WriteStringValue(Envelopes.BaseContext);
        writer.WriteEndArray();
        if (id is not null) writer.WriteString("id", id);
        writer.WriteStartArray("type");
        writer.WriteStringValue("VerifiablePresentation");
        writer.WriteEndArray();
        if (holder is not null) writer.WriteString("holder", holder);
        writer.WriteStartArray("verifiableCredential");
        foreach (var credential in credentials)
        {
            if (credential.Document is { } document) writer.WriteRawValue(DocumentParts.RawOf(document), skipInputValidation: true);
            else Envelopes.Write(writer, Envelopes.CredentialType, Envelopes.CredentialMediaType, credential.Compact!);
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    /// <summary>Signs a presentation with Data Integrity, for the purpose of authentication.</summary>
    /// <param name="presentation">What <see cref="Create"/> gave.</param>
    /// <param name="signer">The holder's signer.</param>
    /// <param name="options">The domain and the challenge of whoever asked; the purpose is set here.</param>
    /// <returns>The secured presentation, or a code of <see cref="DataIntegritySigner"/>.</returns>
    public static Result<byte[]> Sign(ReadOnlySpan<byte> presentation, DataIntegritySigner signer, ProofOptions options) =>
        signer.Sign(presentation, options with { Purpose = PresentationVerifier.Purpose });

    /// <summary>Signs a presentation as a compact JWS of type <c>vp+jwt</c> (VC-JOSE-COSE).</summary>
    /// <param name="presentation">What <see cref="Create"/> gave; <c>aud</c> and <c>nonce</c> are added to it.</param>
    /// <param name="key">The holder's key.</param>
    /// <param name="kid">The key's verification method.</param>
    /// <param name="domain">For whom it is made (<c>aud</c>).</param>
    /// <param name="challenge">What it answers (<c>nonce</c>).</param>
    /// <returns>ASCII.</returns>
    public static string SignJwt(JsonElement presentation, SigningKey key, string kid, string? domain = null, string? challenge = null)
    {
        var payload = JsonText.Write(writer =>
        {
            writer.WriteStartObject();
            foreach (var member in presentation.EnumerateObject()) member.WriteTo(writer);
            if (domain is not null) writer.WriteString("aud", domain);
            if (challenge is not null) writer.WriteString("nonce", challenge);
            writer.WriteEndObject();
        });
        var signer = new JwsSigner(key, kid, PresentationJwt.Type);
        var compact = new byte[signer.LengthOf(payload.Length)];
        signer.Sign(payload, compact);
        return Encoding.ASCII.GetString(compact);
    }

    /// <summary>Puts a signed <c>vp+jwt</c> into an EnvelopedVerifiablePresentation.</summary>
    /// <returns>UTF-8 JSON.</returns>
    public static byte[] Envelop(string compact) =>
        JsonText.Write(writer => Envelopes.Write(writer, Envelopes.PresentationType, Envelopes.PresentationMediaType, compact));
}
