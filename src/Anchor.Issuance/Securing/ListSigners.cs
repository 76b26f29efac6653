using Anchor.Credentials;
using Anchor.Credentials.Issuing;
using MediatR;

namespace Anchor.Issuance.Securing;

/// <summary>Asks under which DID an issuer signs in each suite; keys that it has not used yet are made.</summary>
public sealed record ListSigners(IssuerId Issuer) : IRequest<Result<IReadOnlyList<Signer>>>;

/// <summary>A suite, and the DID under which an issuer signs in it.</summary>
/// <param name="Suite">The suite.</param>
/// <param name="Did">The issuer's own DID, or the did:key of the suite's key.</param>
public sealed record Signer(SecuringSuite Suite, string Did);

internal sealed class ListSignersHandler(SigningMethods methods) : IRequestHandler<ListSigners, Result<IReadOnlyList<Signer>>>
{
    public async Task<Result<IReadOnlyList<Signer>>> Handle(ListSigners request, CancellationToken cancellationToken)
    {
        var signers = new List<Signer>(SecuringSuite.All.Count);
        foreach (var suite in SecuringSuite.All)
        {
            if (!(await methods.GetAsync(request.Issuer, suite.KeyType, cancellationToken)).TryGet(out var method, out var error)) return error;
            signers.Add(new Signer(suite, method.Did));
        }
        return signers;
    }
}
