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
public sealed record SecureDocument(IssuerId Issuer, JsonElement Document, SecuringSuite Suite, ProofOptions Options) : IRequest<Result<SecuredDocument>>;

internal sealed class SecureDocumentHandler(SigningMethods methods) : IRequestHandler<SecureDocument, Result<SecuredDocument>>
{
    public async Task<Result<SecuredDocument>> Handle(SecureDocument request, CancellationToken cancellationToken)
    {
        if (!(await methods.GetAsync(request.Issuer, request.Suite.KeyType, cancellationToken)).TryGet(out var method, out var unknown)) return unknown;
        // Whoever signs for nobody that is named signs for himself.
        var document = DocumentMembers.IsPresentation(request.Document) ? request.Document : DocumentMembers.WithIssuer(request.Document, method.Did);
        return DocumentShape.FirstViolation(document) is { } violation ? violation : SecuredDocument.Sign(document, request.Suite, method, request.Options);
    }
}
