using System.Globalization;
using System.Text;
using Anchor.Credentials;
using Anchor.Issuance;
using Anchor.Issuance.Access;
using Anchor.Issuance.Tokens;
using Anchor.Web.Access;
using Anchor.Web.Errors;
using MediatR;

namespace Anchor.Web.Tokens;

/// <summary>Until when, and where, a batch's credentials may be minted.</summary>
internal sealed record NewOffer(ulong? ChainId, DateTimeOffset? Until);

/// <summary>For whom a credential is minted, and how the learner consented: <c>written</c>, <c>form</c> or <c>contract</c>.</summary>
internal sealed record NewMintOnBehalf(string? Account, string? Consent);

/// <summary>Vouchers for somebody else to send.</summary>
internal sealed record NewVouchers(IReadOnlyList<VoucherEntry>? Entries, string? Consent, DateTimeOffset? Until);

/// <summary>Until when a renewed link counts.</summary>
internal sealed record NewLink(DateTimeOffset? Until);

/// <summary>The account that is approved: the one that was seen in the list.</summary>
internal sealed record ApprovedAccount(string? Account);

/// <summary>The issuer's side of minting.</summary>
internal static class MintingEndpoints
{
    public static void MapMinting(this RouteGroupBuilder api)
    {
        var minting = api.MapGroup("").WithTags("Minting");
        minting.MapPut("/batches/{id:guid}/minting", OfferAsync).RequireScope(Scopes.Issue).WithSummary("Let the batch's learners mint their credentials").Produces<MintingOffer>();
        minting.MapDelete("/batches/{id:guid}/minting", WithdrawAsync).RequireScope(Scopes.Issue).WithSummary("End the offer; what was asked for goes on").Produces<MintingOffer>();
        minting.MapGet("/batches/{id:guid}/claims", ListAsync).RequireScope(Scopes.Read)
            .WithSummary("Who of the batch has claimed, what is pending, what failed and why; ?status= picks, ?from= goes on").Produces<ClaimPage>();
        minting.MapGet("/batches/{id:guid}/claim-links", LinksAsync).RequireScope(Scopes.Issue)
            .WithSummary("The batch's claim links, as JSON pages, or as one CSV with Accept: text/csv. Each link is a secret of its learner").Produces<ClaimPage>().Produces<string>(200, "text/csv");
        minting.MapPost("/batches/{id:guid}/vouchers", VouchersAsync).RequireScope(Scopes.Issue)
            .WithSummary("Sign mint vouchers for accounts, for somebody else to send and pay").Produces<VoucherExport>();
        minting.MapPost("/credentials/{id:guid}/mint", MintAsync).RequireScope(Scopes.Issue)
            .WithSummary("Mint a credential for its learner, whose consent is recorded").Produces<ClaimView>(202);
        minting.MapPost("/credentials/{id:guid}/claim-link", RenewAsync).RequireScope(Scopes.Issue).WithSummary("Give a credential a new claim link; the ones before count no more").Produces<ClaimLink>();
        minting.MapGet("/reissues", ReissuesAsync).RequireScope(Scopes.Read).WithSummary("The tokens whose learners ask for a new account, oldest first").Produces<IReadOnlyList<ClaimRow>>();
        minting.MapPost("/credentials/{id:guid}/reissue/approve", (Guid id, ApprovedAccount body, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
            DecideAsync(id, true, body.Account, http, mediator, cancellationToken)).RequireScope(Scopes.Approve).WithSummary("Move the token to the account that its learner asked for").Produces<ClaimView>(202);
        minting.MapPost("/credentials/{id:guid}/reissue/decline", (Guid id, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
            DecideAsync(id, false, null, http, mediator, cancellationToken)).RequireScope(Scopes.Approve).WithSummary("Leave the token where it is").Produces<ClaimView>(202);
    }

    private static async Task<IResult> OfferAsync(Guid id, NewOffer? body, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
        (await mediator.Send(new OfferMinting(http.Caller().Actor, id, body?.ChainId, body?.Until), cancellationToken)).ToResponse(Results.Ok);

    private static async Task<IResult> WithdrawAsync(Guid id, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
        (await mediator.Send(new WithdrawMinting(http.Caller().Actor, id), cancellationToken)).ToResponse(Results.Ok);

    private static async Task<IResult> ListAsync(Guid id, HttpContext http, IMediator mediator, CancellationToken cancellationToken, long from = 0, int limit = 100, string? status = null) =>
        limit is < 1 or > PageRequest.MaxLimit
            ? Error.Invalid("page.limit", $"The limit must be 1 to {PageRequest.MaxLimit}.", "limit").ToResponse()
            : (await mediator.Send(new ListClaims(http.Caller().Actor.Issuer, id, from, limit, status, WithLinks: false), cancellationToken)).ToResponse(Results.Ok);

    private static async Task<IResult> LinksAsync(Guid id, HttpContext http, IMediator mediator, CancellationToken cancellationToken, long from = 0, int limit = 100)
    {
        if (limit is < 1 or > PageRequest.MaxLimit) return Error.Invalid("page.limit", $"The limit must be 1 to {PageRequest.MaxLimit}.", "limit").ToResponse();
        http.Response.Headers.CacheControl = "no-store";
        var isCsv = http.Request.Headers.Accept.ToString().Contains("text/csv", StringComparison.OrdinalIgnoreCase);
        var issuer = http.Caller().Actor.Issuer;
        var first = await mediator.Send(new ListClaims(issuer, id, from, isCsv ? PageRequest.MaxLimit : limit, null, WithLinks: true), cancellationToken);
        if (!first.TryGet(out var page, out var error)) return error.ToResponse();
        if (!isCsv) return Results.Ok(page with { Items = [.. page.Items.Select(row => row with { Link = http.Url(row.Link!) })] });
        return Results.Stream(async output =>
        {
            await WriteAsync(output, "index,credential_id,claim_url,expires_at,state\r\n", cancellationToken);
            for (var next = page; ;)
            {
                foreach (var row in next.Items)
                    await WriteAsync(output, string.Create(CultureInfo.InvariantCulture, $"{row.Index},{row.CredentialId},{http.Url(row.Link!)},{row.Until.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'},{row.State}\r\n"), cancellationToken);
                await output.FlushAsync(cancellationToken);
                if (next.Next is not { } index) return;
                next = (await mediator.Send(new ListClaims(issuer, id, index, PageRequest.MaxLimit, null, WithLinks: true), cancellationToken)).Value;
            }
        }, "text/csv; charset=utf-8", $"claim-links-{id}.csv");
    }

    private static ValueTask WriteAsync(Stream output, string line, CancellationToken cancellationToken) => output.WriteAsync(Encoding.UTF8.GetBytes(line), cancellationToken);

    private static async Task<IResult> VouchersAsync(Guid id, NewVouchers body, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
        (await mediator.Send(new ExportVouchers(http.Caller().Actor, id, body.Entries ?? [], body.Consent, body.Until), cancellationToken)).ToResponse(Results.Ok);

    private static async Task<IResult> MintAsync(Guid id, NewMintOnBehalf body, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
        Accepted(await mediator.Send(new MintOnBehalf(http.Caller().Actor, id, body.Account, body.Consent), cancellationToken));

    private static async Task<IResult> RenewAsync(Guid id, NewLink? body, HttpContext http, IMediator mediator, CancellationToken cancellationToken)
    {
        http.Response.Headers.CacheControl = "no-store";
        return (await mediator.Send(new RenewClaimLink(http.Caller().Actor, id, body?.Until), cancellationToken)).ToResponse(link => Results.Ok(link with { Path = http.Url(link.Path) }));
    }

    private static async Task<IResult> ReissuesAsync(HttpContext http, IMediator mediator, CancellationToken cancellationToken, int limit = 100) =>
        Results.Ok(await mediator.Send(new ListReissues(http.Caller().Actor.Issuer, limit), cancellationToken));

    private static async Task<IResult> DecideAsync(Guid id, bool approve, string? account, HttpContext http, IMediator mediator, CancellationToken cancellationToken) =>
        Accepted(await mediator.Send(new DecideReissue(http.Caller().Actor, id, approve, account), cancellationToken));

    private static IResult Accepted(Result<ClaimView> answer) => answer.ToResponse(view => Results.Json(view, statusCode: StatusCodes.Status202Accepted));
}
