using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Anchor.Chain.Keys;
using Anchor.Credentials;
using Anchor.Credentials.Json;

namespace Anchor.Cli.Keys;

/// <summary>Opens files of sealed keys with the passphrase of the environment, or else asks for it.</summary>
/// <remarks>Codes: <c>keys.unreadable</c>, <c>keys.malformed</c>, <c>keys.wrong_type</c>, <c>keys.passphrase_missing</c>, <c>keys.does_not_open</c>.</remarks>
internal static class KeyFile
{
    private static readonly JsonBounds Bounds = new(MaxBytes: 64 << 10, MaxDepth: 8);

    public static Result<JsonElement> Read(string path)
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
        return BoundedJson.Parse(content, Bounds).TryGet(out var file, out _) && file.ValueKind == JsonValueKind.Object
            ? file : Error.Invalid("keys.malformed", $"{path} is no key file.");
    }

    public static Result<string> Passphrase(Surroundings surroundings) =>
        (surroundings.Variable(NewKeyCommand.PassphraseVariable) is { Length: > 0 } given ? given : surroundings.AskSecret("Passphrase: ")) is { Length: > 0 } passphrase
            ? passphrase : Error.Invalid("keys.passphrase_missing", $"A passphrase is needed: set {NewKeyCommand.PassphraseVariable}, or run this in a terminal.");

    /// <summary>Makes a key of the secret in an envelope of <c>anchor keys new</c>, and erases the secret.</summary>
    /// <exception cref="KeyEnvelopeException">It does not open.</exception>
    public static T OpenEnvelope<T>(JsonElement file, JsonElement envelope, string passphrase, Func<byte[], T> make)
    {
        var secret = KeyEnvelope.Open(envelope.GetRawText(), passphrase, Encoding.ASCII.GetBytes(Text(file, "id") ?? ""));
        try
        {
            return make(secret);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    public static Error DoesNotOpen(string path) => Error.Invalid("keys.does_not_open", $"{path} does not open: the passphrase is another one, or the file is damaged.");

    public static string? Text(JsonElement file, string name) =>
        file.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
