using System.Text;
using Anchor.Credentials;
using Anchor.Credentials.Bundles;
using Anchor.Credentials.Issuing;
using Anchor.EventStore;
using Anchor.Issuance.Issuers;
using Anchor.Issuance.Keys;
using Anchor.Issuance.StatusLists;
using MediatR;
using Npgsql;

namespace Anchor.Issuance.Credentials;

/// <summary>Issues one credential at once; it is gathered into a batch with others and anchored a little later.</summary>
/// <param name="Actor">Who asks.</param>
/// <param name="AchievementId">What was earned.</param>
/// <param name="Draft">The learner.</param>
/// <param name="Format">How it is secured.</param>
/// <param name="IdempotencyKey">Repeating a request with the same key issues nothing new.</param>
public sealed record IssueCredential(Actor Actor, Guid AchievementId, CredentialDraft Draft, CredentialFormat Format, string? IdempotencyKey) : IRequest<Result<IssuedNow>>;

/// <summary>An issued credential.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Bundle">What was signed now, not yet sealed; null when it had been issued before under the same key.</param>
public sealed record IssuedNow(Guid Id, IssuedBundle? Bundle);

internal sealed class IssueCredentialHandler(
    EventStore.EventStore store, NpgsqlDataSource dataSource, KeyRing keys, SubjectKeys subjectKeys, TemplateCache templates, StatusPlaces statuses, SharedIssue shared,
    TimeProvider clock) : IRequestHandler<IssueCredential, Result<IssuedNow>>
{
    public async Task<Result<IssuedNow>> Handle(IssueCredential request, CancellationToken cancellationToken)
    {
        var issuer = request.Actor.Issuer;
        if (!(await templates.GetAsync(issuer, request.AchievementId, request.Format, cancellationToken)).TryGet(out var prepared, out var unknown)) return unknown;
        if (prepared.SecondPersonApproves) return SecondPerson();
        if (prepared.Template.Refuse(request.Draft) is { } refusal) return refusal;
        // Known before anything is signed for nothing.
        if (shared.IsFull) return CredentialErrors.Busy();

        var tenantKey = await keys.TenantKeyAsync(issuer, cancellationToken);
        var subject = tenantKey.SubjectOf(request.Draft.IdentityType, request.Draft.Identifier);
        // The id opens the credential's page, so it follows from a secret as well as from the key.
        var id = request.IdempotencyKey is null
            ? Guid.CreateVersion7()
            : DerivedId.From("credential", tenantKey.DigestOf(Encoding.UTF8.GetBytes($"{request.AchievementId}/{request.IdempotencyKey}")).ToString());
        var place = await statuses.TakeOneAsync(issuer, cancellationToken);
        var buffers = new SigningBuffers();
        var document = IssuedDocument.Sign(request.Draft, id, subject, request.AchievementId, place, prepared.Template, prepared.Signer, buffers, clock.GetUtcNow());
        var text = buffers.Pack(prepared.Outline);

        if (!(await shared.WriteAsync(request.Actor, tenantKey, document, text, cancellationToken)).TryGet(out var outcome, out var busy)) return busy;
        if (outcome == SharedOutcome.Alone) outcome = await WriteAloneAsync(request.Actor, tenantKey, document, text, cancellationToken);
        if (outcome == SharedOutcome.Taken)
            return await DocumentStore.FindAsync(dataSource, issuer, id, cancellationToken) is { } present && present.Subject == subject
                ? new IssuedNow(id, null)
                : IssuerErrors.KeyReused();
        // What was just signed goes out as it is; everything else of its bundle comes later.
        var bundle = new Bundle(BundledCredential.OfText(buffers.Secured.WrittenSpan), null, prepared.Binding, []);
        return new IssuedNow(id, new IssuedBundle(id, null, null, bundle));
    }

    // Where the shared transaction was kept after all, the id is taken and what stands there is this very document.
    private async Task<SharedOutcome> WriteAloneAsync(
        Actor actor, TenantKey tenantKey, IssuedDocument document, ReadOnlyMemory<byte> text, CancellationToken cancellationToken)
    {
        var dataKey = (await subjectKeys.EnsureAsync(actor.Issuer, tenantKey, [document.Subject], cancellationToken))[document.Subject];
        await using var transaction = await store.BeginAsync(actor, cancellationToken);
        if (await transaction.AppendAsync("credential", document.Id, 0, [document.Issued(null)], cancellationToken) == AppendResult.Conflict) return SharedOutcome.Taken;
        await DocumentStore.InsertAsync(transaction.Connection, actor.Issuer, document.SealFor(actor.Issuer, dataKey, text.Span), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return SharedOutcome.Issued;
    }

    private static Error SecondPerson() =>
        new("credential.needs_approval", "This issuer asks for a second person's approval; open a batch instead.", ErrorKind.Conflict);
}
