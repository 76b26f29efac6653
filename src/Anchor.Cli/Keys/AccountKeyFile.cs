using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Anchor.Chain.Keys;
using Anchor.Chain.Signing;
using Anchor.Credentials;
using Anchor.Credentials.Json;

namespace Anchor.Cli.Keys;

/// <summary>Opens the key of an account: a file of <c>anchor keys new</c>, or a keystore (version 3) of a wallet.</summary>
internal static class AccountKeyFile
{
    private static readonly JsonBounds Bounds = new(MaxBytes: 64 << 10, MaxDepth: 8);

    /// <summary>Opens it with the passphrase of the environment, or else asks for it.</summary>
    /// <returns>The key, which the caller disposes. Codes: <c>keys.unreadable</c>, <c>keys.malformed</c>, <c>keys.wrong_type</c>, <c>keys.passphrase_missing</c>, <c>keys.does_not_open</c>.</returns>
    public static Result<EvmAccountKey> Open(string path, Surroundings surroundings)
    {
        byte[] content;
        try
        {
            content = File.ReadAllBytes(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Error.Invalid("keys.unreadable", $"{path} cannot be read.");
        }
        if (!BoundedJson.Parse(content, Bounds).TryGet(out var file, out _) || file.ValueKind != JsonValueKind.Object)
            return Error.Invalid("keys.malformed", $"{path} is no key file.");
        var isEnvelope = file.TryGetProperty("envelope", out var envelope);
        if (isEnvelope && Text(file, "type") != NewKeyCommand.Secp256k1Type)
            return Error.Invalid("keys.wrong_type", $"{path} is not the key of an account: make one with 'anchor keys new --type secp256k1'.");
        if ((surroundings.Variable(NewKeyCommand.PassphraseVariable) is { Length: > 0 } given ? given : surroundings.AskSecret("Passphrase: ")) is not { Length: > 0 } passphrase)
            return Error.Invalid("keys.passphrase_missing", $"A passphrase is needed: set {NewKeyCommand.PassphraseVariable}, or run this in a terminal.");
        try
        {
            return isEnvelope ? OpenEnvelope(envelope.GetRawText(), Text(file, "id") ?? "", passphrase) : KeystoreV3.Import(file.GetRawText(), passphrase);
        }
        catch (Exception wrong) when (wrong is KeyEnvelopeException or KeystoreException or ArgumentException)
        {
            return Error.Invalid("keys.does_not_open", $"{path} does not open: the passphrase is another one, or the file is damaged.");
        }
    }

    private static EvmAccountKey OpenEnvelope(string envelope, string id, string passphrase)
    {
        var secret = KeyEnvelope.Open(envelope, passphrase, Encoding.ASCII.GetBytes(id));
        try
        {
            return new EvmAccountKey(secret);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    private static string? Text(JsonElement file, string name) =>
        file.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
