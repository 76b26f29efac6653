using Anchor.Credentials;
using Anchor.Credentials.Identifiers;

namespace Anchor.Verification.Identifiers;

/// <summary>Finds the document of a DID.</summary>
public interface IDidResolver
{
    /// <summary>The document, or why there is none; every failure of the network is an answer and no exception.</summary>
    /// <param name="did">Whose document.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>
    /// <c>did.unreachable</c> (of the kind Unavailable) when it could not be fetched, <c>did.method_unsupported</c>, and what
    /// <see cref="DidDocument.Read"/> and <see cref="DidDocument.Inline"/> refuse.
    /// </returns>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    Task<Result<DidDocument>> ResolveAsync(Did did, CancellationToken cancellationToken);
}
