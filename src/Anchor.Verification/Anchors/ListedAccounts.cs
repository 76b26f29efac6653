using Anchor.Chain.Encoding;
using Anchor.Credentials.Bindings;
using Anchor.Credentials.Identifiers;
using Anchor.Verification.Identifiers;

namespace Anchor.Verification.Anchors;

/// <summary>The accounts that an issuer's own DID document lists now: its own verification methods with a <c>blockchainAccountId</c>, whatever they may do besides.</summary>
/// <remarks>
/// Weaker than a signed binding: it says nothing about the time of the anchor, and an account that is not there may have been taken out in
/// good order, so that its absence is Unknown.
/// </remarks>
internal sealed class ListedAccounts
{
    private const string Name = CheckNames.Binding;
    private readonly DidDocument _document;
    private readonly IReadOnlyList<string> _accounts;

    private ListedAccounts(DidDocument document, IReadOnlyList<string> accounts) => (_document, _accounts) = (document, accounts);

    /// <summary>The finding where nothing says which accounts are the issuer's.</summary>
    public static Check Missing { get; } = Check.Unknown(Name, "binding.missing", "The file does not say which accounts the issuer anchors with.");

    /// <summary>The accounts of an issuer's document; null, with the reason, when it lists none or is not known.</summary>
    public static ListedAccounts? Of(string issuer, KeyRing keys, out Check fault)
    {
        fault = Missing;
        if (keys.DocumentOfIssuer(issuer) is not { } resolved) return null;
        if (!resolved.TryGet(out var document, out var error))
        {
            fault = Check.Unknown(Name, error.Code, $"The file does not say which accounts the issuer anchors with, and the issuer's own document is not known. {error.Message}");
            return null;
        }
        string[] accounts = [.. document.Methods.Where(method => IsOwn(document, method)).Select(method => method.Account).OfType<string>()];
        if (accounts.Length > 0) return new ListedAccounts(document, accounts);
        fault = Check.Unknown(Name, "binding.missing", "Neither the file nor the issuer's own document says which accounts the issuer anchors with.");
        return null;
    }

    /// <summary>Whether the document lists this account.</summary>
    public bool Has(ulong chainId, Address account) => _accounts.Any(listed =>
        Caip10.TryParse(listed, out var chain, out var address) && chain == chainId && string.Equals(address, account.ToString(), StringComparison.OrdinalIgnoreCase));

    /// <summary>The finding about an account that anchored.</summary>
    public Check For(ulong chainId, Address account) => Has(chainId, account)
        ? Check.Pass(Name, $"The account that anchored is the issuer's own: {Source()} lists it.")
        : Check.Unknown(Name, "binding.account_not_listed", $"The account that anchored is not one of those that the issuer calls its own: {Source()} does not list it.");

    // Another's method may stand in it too; an account that anchors signs no credentials, so no relationship is asked for.
    private static bool IsOwn(DidDocument document, DidMethod method) =>
        method.Controller == document.Id.Text && method.Id.StartsWith(document.Id.Text + "#", StringComparison.Ordinal);

    private string Source() => DidWeb.DocumentUrl(_document.Id).TryGet(out var url, out _)
        ? $"the issuer's document, which {url.Host} gives over HTTPS at this moment,"
        : "the issuer's identifier itself";
}
