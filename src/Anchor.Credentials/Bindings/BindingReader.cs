using System.Text.Json;
using Anchor.Credentials.Json;

namespace Anchor.Credentials.Bindings;

/// <summary>Reads a binding's payload.</summary>
internal static class BindingReader
{
    public static Result<IssuerBinding> Read(JsonElement payload)
    {
        var reader = new ObjectReader(payload, BindingErrors.Malformed);
        var issuer = reader.Text("iss");
        if (issuer is not null && !issuer.StartsWith("did:", StringComparison.Ordinal)) reader.Fail("iss", "must be a DID");
        var issuedAt = reader.Integer("iat");
        var accounts = reader.Items("accounts", IssuerBinding.MaxAccounts)
            .Select(item => Account(reader.Below(item.Element, item.Path))).ToArray();
        if (accounts.Length == 0) reader.Fail("accounts", "must name at least one account");

        // One account may come twice with different windows (it was the issuer's, was not, and is again).
        var seen = new HashSet<(string, ulong)>();
        for (var i = 0; i < accounts.Length; i++)
            if (!seen.Add((accounts[i].Account.ToUpperInvariant(), accounts[i].ValidFrom)))
                reader.FailAt($"$.accounts[{i}]", "repeats an account with the same validFrom", BindingErrors.AccountRepeated);
        return reader.Failure is { } failure ? failure : new IssuerBinding(issuer!, issuedAt!.Value, accounts);
    }

    private static BoundAccount Account(ObjectReader reader)
    {
        var account = reader.Text("account", maxLength: 128) ?? "";
        if (!Caip10.TryParse(account, out _, out _))
            reader.Fail("account", "must be eip155:<chain id>:0x and 40 hexadecimal digits", BindingErrors.AccountMalformed);
        var from = reader.Integer("validFrom") ?? 0;
        var until = reader.Integer("validUntil", required: false);
        if (until <= from) reader.Fail("validUntil", "must be after validFrom", BindingErrors.WindowEmpty);
        return new BoundAccount(account, from, until, reader.Hex("signature", 65) ?? "");
    }
}
