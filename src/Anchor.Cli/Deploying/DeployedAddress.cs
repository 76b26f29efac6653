using Anchor.Chain.Encoding;
using Anchor.Chain.Rpc;

namespace Anchor.Cli.Deploying;

/// <summary>Finds where a deployment put its contract.</summary>
internal static class DeployedAddress
{
    // Both of LACNet's hubs deploy for others and say where; their receipts, as nodes have them, name nothing created.
    private static readonly AbiSignature[] Hubs = [new("ContractDeployed(address,address,address)"), new("ContractDeployed(address,address,bytes32)")];

    /// <returns>Null when nobody says; then nothing was deployed.</returns>
    public static Address? In(TransactionReceipt receipt)
    {
        if (receipt.ContractAddress is { } created) return created;
        foreach (var log in receipt.Logs)
        {
            if (log.Topics.Count == 0 || !Array.Exists(Hubs, hub => hub.Topic == log.Topics[0])) continue;
            try
            {
                return new AbiReader(log.Data.Span).ReadAddress();
            }
            catch (FormatException)
            {
                // another contract's event of this name
            }
        }
        return null;
    }
}
