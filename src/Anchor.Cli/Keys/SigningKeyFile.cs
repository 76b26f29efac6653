using Anchor.Chain.Keys;
using Anchor.Credentials;
using Anchor.Credentials.Keys;

namespace Anchor.Cli.Keys;

/// <summary>Opens the Ed25519 key of a file of <c>anchor keys new</c>.</summary>
internal static class SigningKeyFile
{
    /// <returns>The key, which the caller disposes. Codes: those of <see cref="KeyFile"/>.</returns>
    public static Result<Ed25519KeyPair> Open(string path, Surroundings surroundings)
    {
        if (!KeyFile.Read(path).TryGet(out var file, out var unread)) return unread;
        if (!file.TryGetProperty("envelope", out var envelope) || KeyFile.Text(file, "type") != NewKeyCommand.Ed25519Type)
            return Error.Invalid("keys.wrong_type", $"{path} is no key that signs: make one with 'anchor keys new --type ed25519'.");
        if (!KeyFile.Passphrase(surroundings).TryGet(out var passphrase, out var missing)) return missing;
        try
        {
            return KeyFile.OpenEnvelope(file, envelope, passphrase, secret => Ed25519KeyPair.FromSeed(secret));
        }
        catch (Exception wrong) when (wrong is KeyEnvelopeException or ArgumentException)
        {
            return KeyFile.DoesNotOpen(path);
        }
    }
}
