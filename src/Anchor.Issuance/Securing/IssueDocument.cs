using System.Text;
using System.Text.Json;
using Anchor.Credentials;
using Anchor.Credentials.DataIntegrity;
using Anchor.Credentials.Issuing;
using Anchor.Credentials.Jwt;
using Anchor.Credentials.StatusLists;
using Anchor.EventStore;
using Anchor.Issuance.Credentials;
using Anchor.Issuance.Issuers;
using Anchor.Issuance.Keys;
using Anchor.Issuance.StatusLists;
using MediatR;
using Npgsql;

namespace Anchor.Issuance.Securing;

/// <summary>Issues a credential that the caller wrote himself; it is recorded, gathered into a batch and anchored like any other.</summary>
/// <param name="Actor">Who asks.</param>
/// <param name="Credential">The credential; id and issuer are filled in where they are left out.</param>
/// <param name="Suite">How it is secured.</param>
/// <param name="Options">What the proof says.</param>
/// <param name="Status">Whether it gets places in the issuer's status lists; null where the host decides: it does where there are lists.</param>
/// <param name="Tests">Whether it is issued by a tenant that only tests: any issuer may be named, words of its own and other proofs may be in it.</param>
/// <param name="IdempotencyKey">Repeating a request with the same key issues nothing new; a repeated id does neither.</param>
public sealed record IssueDocument(
    Actor Actor, JsonElement Credential, SecuringSuite Suite, ProofOptions Options, bool? Status, bool Tests, string? IdempotencyKey) : IRequest<Result<SecuredDocument>>;

internal sealed class IssueDocumentHandler(
    EventStore.EventStore store, NpgsqlDataSource dataSource, IMediator mediator, KeyRing keys, SubjectKeys subjectKeys, SigningMethods methods, StatusPlaces statuses,
    StatusAddresses addresses, TimeProvider clock) : IRequestHandler<IssueDocument, Result<SecuredDocument>>
{
    private const string Urn = "urn:uuid:";

    public async Task<Result<SecuredDocument>> Handle(IssueDocument request, CancellationToken cancellationToken)
    {
        var issuer = request.Actor.Issuer;
        var state = await store.FoldAsync(issuer, issuer.Value, IssuerState.None, IssuerState.Evolve, cancellationToken);
        if (!state.Exists) return IssuerErrors.NotFound();
        if (state.SecondPersonApproves) return SecuringErrors.NeedsApproval();
        if (!(await methods.GetAsync(issuer, request.Suite.KeyType, cancellationToken)).TryGet(out var own, out var unknown)) return unknown;
        var tenantKey = await keys.TenantKeyAsync(issuer, cancellationToken);
        if (!Prepare(request, own, tenantKey).TryGet(out var prepared, out var refusal)) return refusal;

        if (await DocumentStore.TenantOfAsync(dataSource, prepared.Id, cancellationToken) is { } holder)
            return holder == issuer ? await RepeatedAsync(request, prepared, cancellationToken) : SecuringErrors.IdTaken();
        if (!(await PlaceAsync(request, prepared.Method, cancellationToken)).TryGet(out var place, out var placeless)) return placeless;
        var document = place.Place is { } given ? WithStatus(prepared.Document, given, addresses.Of(issuer)!) : prepared.Document;
        if (!SecuredDocument.Sign(document, request.Suite, prepared.Method, request.Options).TryGet(out var secured, out var unsigned)) return unsigned;
        var stored = await StoreAsync(request, prepared, secured, place.Place, tenantKey, cancellationToken);
        return stored.Error is { Code: "document.id_taken" } ? await RepeatedAsync(request, prepared, cancellationToken) : stored;
    }

    private static Result<Prepared> Prepare(IssueDocument request, SigningMethod own, TenantKey tenantKey)
    {
        if (!request.Tests && request.Credential.TryGetProperty("proof", out _)) return SecuringErrors.ProofPresent();
        var document = DocumentMembers.WithIssuer(request.Credential, own.Did);
        Guid id;
        if (!document.TryGetProperty("id", out var stated))
        {
            id = request.IdempotencyKey is null
                ? Guid.CreateVersion7()
                : DerivedId.From("credential", tenantKey.DigestOf(Encoding.UTF8.GetBytes($"document/{request.IdempotencyKey}")).ToString());
            document = DocumentMembers.With(document, "id", writer => writer.WriteStringValue(Urn + id));
        }
        else if (stated.ValueKind != JsonValueKind.String || !stated.GetString()!.StartsWith(Urn, StringComparison.Ordinal) || !Guid.TryParseExact(stated.GetString()![Urn.Length..], "D", out id)
            || !string.Equals(stated.GetString(), Urn + id, StringComparison.OrdinalIgnoreCase))
            return SecuringErrors.IdUnfit();

        if (DocumentShape.FirstViolation(document) is { } violation) return violation;
        if (request.Tests) return new Prepared(id, document, own);
        // Its words must be everybody's: what a verifier reads must be what was signed.
        if (PlainDocument.Check(document) is { } unplain) return unplain;
        return own.For(DocumentMembers.IssuerOf(document)!) is { } method ? new Prepared(id, document, method) : SecuringErrors.IssuerForeign(own.Did);
    }

    private async Task<Result<(StatusPlace? Place, bool Wanted)>> PlaceAsync(IssueDocument request, SigningMethod method, CancellationToken cancellationToken)
    {
        if (request.Status is false) return (null, false);
        // A verifier asks that a list be signed by the credential's issuer.
        if (!method.PublishesStatus && !request.Tests) return request.Status is true ? SecuringErrors.StatusOfAnother() : ((StatusPlace?)null, false);
        var place = await statuses.TakeOneAsync(request.Actor.Issuer, cancellationToken);
        return place is null && request.Status is true ? SecuringErrors.StatusUnpublished() : (place, true);
    }

    /// <summary>The document with the entries of its places behind those that it brought.</summary>
    private static JsonElement WithStatus(JsonElement document, StatusPlace place, string lists) => DocumentMembers.With(document, "credentialStatus", writer =>
    {
        writer.WriteStartArray();
        if (document.TryGetProperty("credentialStatus", out var brought))
            foreach (var entry in brought.ValueKind == JsonValueKind.Array ? brought.EnumerateArray().ToArray() : [brought]) entry.WriteTo(writer);
        foreach (var purpose in StatusPlace.Purposes) place.Entry(lists, purpose).WriteTo(writer);
        writer.WriteEndArray();
    });

    private async Task<Result<SecuredDocument>> StoreAsync(
        IssueDocument request, Prepared prepared, SecuredDocument secured, StatusPlace? place, TenantKey tenantKey, CancellationToken cancellationToken)
    {
        var issuer = request.Actor.Issuer;
        var bundled = secured.Bundled;
        if (!CredentialLeaf.Of(bundled).TryGet(out var leaf, out var leafless)) return leafless;
        var subject = DocumentSubject.Of(prepared.Document, tenantKey);
        var dataKey = (await subjectKeys.EnsureAsync(issuer, tenantKey, [subject], cancellationToken))[subject];
        var sealedBytes = Sealed.Seal(dataKey, bundled.ToText(), IssuedDocument.AssociatedData(issuer, prepared.Id, leaf));
        var issued = new IssuedDocument(prepared.Id, null, null, leaf, subject, sealedBytes, place, clock.GetUtcNow());

        await using var transaction = await store.BeginAsync(request.Actor, cancellationToken);
        if (await transaction.AppendAsync("credential", prepared.Id, 0, [issued.Issued(null)], cancellationToken) == AppendResult.Conflict) return SecuringErrors.IdTaken();
        await DocumentStore.InsertAsync(transaction.Connection, issuer, issued, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return secured;
    }

    /// <summary>What was issued under this id before, when it says the same and is secured alike.</summary>
    private async Task<Result<SecuredDocument>> RepeatedAsync(IssueDocument request, Prepared prepared, CancellationToken cancellationToken)
    {
        if (!(await mediator.Send(new GetBundle(request.Actor.Issuer, prepared.Id), cancellationToken)).TryGet(out var issued, out var gone)) return gone;
        return DocumentRepetition.IsOf(issued.Bundle.Credential, prepared.Document, request.Suite, prepared.Method) ? SecuredDocument.Of(issued.Bundle.Credential) : SecuringErrors.IdTaken();
    }

    private sealed record Prepared(Guid Id, JsonElement Document, SigningMethod Method);
}
