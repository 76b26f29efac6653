using System.Text;
using System.Text.Json;
using Anchor.Credentials;
using Anchor.Credentials.DataIntegrity;
using Anchor.Credentials.Issuing;
using Anchor.Credentials.Jwt;
using Anchor.Credentials.Presentations;
using MediatR;

namespace Anchor.Issuance.Securing;

/// <summary>Signs a document with an issuer's key and records nothing: presentations, and credentials of a tenant that only tests.</summary>
/// <param name="Issuer">Whose key signs.</param>
/// <param name="Document">A credential or a presentation whose shape was validated.</param>
/// <param name="Suite">How it is secured.</param>
/// <param name="Options">What the proof says; its domain and challenge are said by a presentation's JWT too.</param>
public sealed record SecureDocument(IssuerId Issuer, JsonElement Document, SecuringSuite Suite, ProofOptions Options) : IRequest<Result<SecuredDocument>>;

/// <summary>A signed document.</summary>
/// <param name="Document">The document with its proof; for a JWT, its envelope.</param>
/// <param name="Compact">The JWT; null where the proof is inside.</param>
public sealed record SecuredDocument(JsonElement Document, string? Compact);

internal sealed class SecureDocumentHandler(SigningMethods methods) : IRequestHandler<SecureDocument, Result<SecuredDocument>>
{
    public async Task<Result<SecuredDocument>> Handle(SecureDocument request, CancellationToken cancellationToken) =>
        (await methods.GetAsync(request.Issuer, request.Suite.KeyType, cancellationToken))
            .Then(method => DocumentSecuring.Secure(request.Document, request.Suite, method, request.Options));
}

/// <summary>Signs documents of any shape in any suite.</summary>
internal static class DocumentSecuring
{
    public static Result<SecuredDocument> Secure(JsonElement document, SecuringSuite suite, SigningMethod method, ProofOptions options)
    {
        if (suite.Cryptosuite is { } cryptosuite)
            return new DataIntegritySigner(cryptosuite, method.Key, method.VerificationMethod).Sign(document, options)
                .Map(signed => new SecuredDocument(JsonElement.Parse(signed), null));
        if (document.TryGetProperty("proof", out _)) return Error.Invalid("proof.beside_jwt", "A document with a proof inside is not enveloped.", "$.proof");
        return IsPresentation(document) ? OfPresentation(document, method, options) : OfCredential(document, method);
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

    private static bool IsPresentation(JsonElement document) => document.TryGetProperty("type", out var type)
        && (type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Any(each => each.ValueEquals("VerifiablePresentation")) : type.ValueEquals("VerifiablePresentation"));
}
