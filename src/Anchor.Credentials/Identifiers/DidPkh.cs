using System.Text.RegularExpressions;
using Anchor.Credentials.Bindings;

namespace Anchor.Credentials.Identifiers;

/// <summary>The account behind a <c>did:pkh</c>.</summary>
/// <param name="Namespace">The kind of chain, for example <c>eip155</c>.</param>
/// <param name="Chain">The chain within it; for eip155 the chain id.</param>
/// <param name="Address">The address, as it was written.</param>
public sealed record ChainAccount(string Namespace, string Chain, string Address)
{
    /// <summary>Whether it is an account of an EVM chain.</summary>
    public bool IsEvm => Namespace == "eip155";

    /// <summary>The account as CAIP-10 writes it.</summary>
    public override string ToString() => $"{Namespace}:{Chain}:{Address}";
}

/// <summary><c>did:pkh</c>: the identifier is an account of a blockchain (CAIP-10). It holds no public key, so it signs no credential here.</summary>
/// <remarks>did:pkh method specification. Code of a refusal: <c>did.pkh_malformed</c>.</remarks>
public static partial class DidPkh
{
    /// <summary>The name of the method.</summary>
    public const string Method = "pkh";

    internal const string Fragment = "blockchainAccountId";
    internal const string MethodType = "EcdsaSecp256k1RecoveryMethod2020";

    /// <summary>The account that a DID holds. On EVM chains its form is checked too, though not the case of the address's letters.</summary>
    public static Result<ChainAccount> Parse(Did did)
    {
        if (did.Method != Method) return DidErrors.MethodUnsupported;
        if (!Account().IsMatch(did.Identifier)) return DidErrors.PkhMalformed;
        var parts = did.Identifier.Split(':');
        var account = new ChainAccount(parts[0], parts[1], parts[2]);
        return !account.IsEvm || Caip10.TryParse(did.Identifier, out _, out _) ? account : DidErrors.PkhMalformed;
    }

    [GeneratedRegex(@"\A[-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,32}:[-.%a-zA-Z0-9]{1,128}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Account();
}
