namespace Anchor.Issuance.Ledger;

/// <summary>The tenant of transactions and of the host's own accounts: one transaction may serve many issuers.</summary>
internal static class LedgerTenant
{
    public static readonly IssuerId Id = new(DerivedId.From("ledger"));

    /// <summary>The name under which the ledger's loop writes.</summary>
    public static readonly Actor Actor = new(Id, "loop:ledger");

    /// <summary>The key of the host's own account on a chain.</summary>
    public static Guid AccountKeyOf(ulong chainId) => DerivedId.From("host-account", chainId.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>The stream that tells what happened to an account.</summary>
    public static Guid AccountStreamOf(ulong chainId, string account, string nonceSpace) =>
        DerivedId.From("ledger-account", chainId.ToString(System.Globalization.CultureInfo.InvariantCulture), account, nonceSpace);
}
