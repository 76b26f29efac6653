using System.Globalization;
using Anchor.Credentials;

namespace Anchor.Issuance.Anchoring;

internal static class NetworkErrors
{
    public static Error NotFound(ulong chainId) =>
        new("network.unknown", string.Create(CultureInfo.InvariantCulture, $"This host knows no network with chain id {chainId}."), ErrorKind.NotFound);

    public static Error Unreachable(string name) =>
        new("network.unreachable", $"{name} cannot be asked at the moment. Try again later.", ErrorKind.Unavailable);

    public static Error WrongChain(string name) =>
        new("network.wrong_chain", $"The nodes of {name} belong to another chain than its record says; the host's operator has to look.", ErrorKind.Unavailable);
}
