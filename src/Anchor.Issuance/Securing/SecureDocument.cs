using System.Text.Json;
using Anchor.Credentials;
using Anchor.Credentials.DataIntegrity;
using Anchor.Credentials.Issuing;
using MediatR;

namespace Anchor.Issuance.Securing;

/// <summary>Signs a document with an issuer's key and records nothing: presentations, and credentials of a tenant that only tests.</summary>
/// <param name="Issuer">Whose key signs.</param>
/// <param name="Document">A credential or a presentation; its shape is validated.</param>
/// <param name="Suite">How it is secured.</param>
/// <param name="Options">What the proof says; a presentation's JWT says its domain and challenge too.</param>
/// <param name="Tests">Whether the tenant only tests: any issuer or holder may be named.</param>
public sealed record SecureDocument(IssuerId Issuer, JsonElement Document, SecuringSuite Suite, ProofOptions Options, bool Tests) : IRequest<Result<SecuredDocument>>;

internal sealed class SecureDocumentHandler(SigningMethods methods) : IRequestHandler<SecureDocument, Result<SecuredDocument>>
{
    public async Task<Result<SecuredDocument>> Handle(SecureDocument request, CancellationToken cancellationToken)
    {
        if (!(await methods.GetAsync(request.Issuer, request.Suite.KeyType, cancellationToken)).TryGet(out var method, out var unknown)) return unknown;
        var isPresentation = DocumentMembers.IsPresentation(request.Document);
        // A credential that names no issuer is the signer's; a presentation need not say who presents it.
        var document = isPresentation ? request.Document : DocumentMembers.WithIssuer(request.Document, method.Did);
        if (DocumentShape.FirstViolation(document) is { } violation) return violation;
        if (!request.Tests && (isPresentation ? OnlyPresents(document) : null) is { } more) return more;
        var party = isPresentation ? DocumentMembers.HolderOf(document) : DocumentMembers.IssuerOf(document);
        var named = party is null ? method : method.For(party);
        if (named is null && !request.Tests) return isPresentation ? SecuringErrors.HolderForeign(method.Did) : SecuringErrors.IssuerForeign(method.Did);
        return SecuredDocument.Sign(document, request.Suite, named ?? method, request.Options);
    }

    /// <summary>What is signed here is recorded nowhere and needs no approval, so it must not read as a credential, under whatever name.</summary>
    private static Error? OnlyPresents(JsonElement presentation)
    {
        var types = presentation.GetProperty("type");
        return presentation.TryGetProperty("issuer", out _) || presentation.TryGetProperty("credentialSubject", out _)
            || (types.ValueKind == JsonValueKind.Array && types.EnumerateArray().Any(type => type.GetString()!.EndsWith("VerifiableCredential", StringComparison.Ordinal)))
            ? SecuringErrors.PresentationIsCredential() : PlainDocument.Check(presentation);
    }
}
