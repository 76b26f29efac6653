using Anchor.Chain.Encoding;
using Anchor.Chain.Signing;
using Anchor.Cli.Keys;
using Anchor.Credentials;

namespace Anchor.Cli.Deploying;

/// <summary>The account that pays for deployments; its key is opened when the first one is signed, and once.</summary>
internal sealed class PayingAccount(string? keyFile, Surroundings surroundings) : IDisposable
{
    private EvmAccountKey? _key;
    private (Address Account, ulong Nonce)? _last;

    /// <summary>The key, which stays this one's to dispose. Codes: <c>deploy.key_missing</c> and those of <see cref="AccountKeyFile"/>.</summary>
    public Result<EvmAccountKey> Open(string whatLacks)
    {
        if (_key is not null) return _key;
        if (keyFile is null) return Error.Invalid("deploy.key_missing", $"{whatLacks} yet: name the key of the account that pays with --key FILE.");
        if (!AccountKeyFile.Open(keyFile, surroundings).TryGet(out var opened, out var locked)) return locked;
        return _key = opened;
    }

    /// <summary>Remembers a nonce that is used up, which a node that lags would give again.</summary>
    public void Used(Address account, ulong nonce) => _last = (account, nonce);

    /// <summary>The next nonce of an account, by what a node says and by what was used.</summary>
    public ulong Next(Address account, ulong told) => _last is { } last && last.Account == account ? Math.Max(told, last.Nonce + 1) : told;

    public void Dispose() => _key?.Dispose();
}
