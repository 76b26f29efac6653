using Anchor.Chain.Keys;
using Anchor.Chain.Signing;
using Anchor.Credentials;

namespace Anchor.Cli.Keys;

/// <summary>Opens the key of an account: a file of <c>anchor keys new</c>, or a keystore (version 3) of a wallet.</summary>
internal static class AccountKeyFile
{
    /// <summary>Opens it with the passphrase of the environment, or else asks for it.</summary>
    /// <returns>The key, which the caller disposes. Codes: those of <see cref="KeyFile"/>.</returns>
    public static Result<EvmAccountKey> Open(string path, Surroundings surroundings)
    {
        if (!KeyFile.Read(path).TryGet(out var file, out var unread)) return unread;
        var isEnvelope = file.TryGetProperty("envelope", out var envelope);
        if (isEnvelope && KeyFile.Text(file, "type") != NewKeyCommand.Secp256k1Type)
            return Error.Invalid("keys.wrong_type", $"{path} is not the key of an account: make one with 'anchor keys new --type secp256k1'.");
        if (!KeyFile.Passphrase(surroundings).TryGet(out var passphrase, out var missing)) return missing;
        try
        {
            return isEnvelope
                ? KeyFile.OpenEnvelope(file, envelope, passphrase, secret => new EvmAccountKey(secret))
                : KeystoreV3.Import(file.GetRawText(), passphrase);
        }
        catch (Exception wrong) when (wrong is KeyEnvelopeException or KeystoreException or ArgumentException)
        {
            return KeyFile.DoesNotOpen(path);
        }
    }
}
