using Anchor.Chain.Encoding;
using Anchor.Credentials.Trust;
using Anchor.Verification.Anchors;

namespace Anchor.Verification.Tokens;

/// <summary>Looks for one token on every network of the trust file that has its chain id.</summary>
internal static class TokenSearch
{
    private const string Name = CheckNames.Token;

    // One chain may have several registries, and so stand in the trust file several times.
    private const int MaxNetworks = 8;

    /// <param name="options">The networks, and how to reach them.</param>
    /// <param name="chainId">The chain.</param>
    /// <param name="contract">The collection.</param>
    /// <param name="choose">Which token of it.</param>
    /// <param name="what">What sentences call that token.</param>
    /// <param name="deadline">Ends with the time that is given to the chains; then the answer is Unknown.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<TokenFinding> FindAsync(
        VerifierOptions options, ulong chainId, Address contract, TokenChoice choose, string what, CancellationToken deadline, CancellationToken cancellationToken)
    {
        var networks = options.Trust.Networks.Where(network => network.ChainId == chainId).Take(MaxNetworks).ToArray();
        if (networks.Length == 0)
            return Unknown("token.network_unknown", $"The trust file names no network with the chain id {chainId}, so nobody was asked about the token.");
        var findings = await Task.WhenAll(networks.Select(AskAsync)).ConfigureAwait(false);
        return findings.MinBy(finding => finding.Doubt)!;

        async Task<TokenFinding> AskAsync(TrustedNetwork network)
        {
            if (options.Chain(network) is not { } client) return Unknown("token.offline", $"{network.Name} was not asked about the token.");
            try
            {
                return await new TokenQuestion(contract, new NetworkNode(network, client, Name, "token"), choose, what).AskAsync(deadline).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return Unknown("token.node_unreachable", $"{network.Name} did not answer in time, so the token could not be checked. Try again later.");
            }
        }
    }

    private static TokenFinding Unknown(string code, string words) => new(Check.Unknown(Name, code, words));
}
