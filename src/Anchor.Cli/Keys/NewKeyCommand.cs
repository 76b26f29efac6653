using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Anchor.Chain.Keys;
using Anchor.Chain.Signing;
using Anchor.Credentials.Keys;

namespace Anchor.Cli.Keys;

/// <summary><c>anchor keys new</c>: a key that leaves this process only sealed.</summary>
/// <remarks>The file is <c>{ type, id, envelope }</c>; the envelope's associated data is the ASCII of the id, so that it opens under no other.</remarks>
internal static class NewKeyCommand
{
    internal const string PassphraseVariable = "ANCHOR_PASSPHRASE";
    internal const string Ed25519Type = "ed25519";
    internal const string Secp256k1Type = "secp256k1";

    public static Command Create(Surroundings surroundings)
    {
        var type = new Option<string>("--type") { Description = "ed25519 signs credentials, secp256k1 is an account.", DefaultValueFactory = static _ => Ed25519Type };
        type.AcceptOnlyFromAmong(Ed25519Type, Secp256k1Type);
        var file = new Option<string>("--out") { Description = "Where to write it; standard output otherwise. A file that exists is never overwritten.", HelpName = "FILE" };
        var command = new Command("new", $"Makes a key, sealed under the passphrase in {PassphraseVariable}, or else asked for.") { type, file };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (Passphrase(surroundings) is not { Length: > 0 } passphrase)
                return await surroundings.RefuseAsync(
                    ExitCodes.Usage, "keys.passphrase_missing", $"A passphrase is needed, twice the same: set {PassphraseVariable}, or run this in a terminal.").ConfigureAwait(false);
            var (id, sealedKey) = Make(parsed.GetValue(type)!, passphrase);
            if (parsed.GetValue(file) is not { } path)
            {
                await surroundings.Output.WriteLineAsync(sealedKey).ConfigureAwait(false);
                await surroundings.Error.WriteLineAsync(id).ConfigureAwait(false);
                return ExitCodes.Ok;
            }
            if (!await WriteAsync(path, sealedKey, cancellationToken).ConfigureAwait(false))
                return await surroundings.RefuseAsync(ExitCodes.Usage, "file.unwritable", $"{path} exists already, or cannot be written.").ConfigureAwait(false);
            await surroundings.Output.WriteLineAsync(id).ConfigureAwait(false);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static string? Passphrase(Surroundings surroundings)
    {
        if (surroundings.Variable(PassphraseVariable) is { Length: > 0 } given) return given;
        return surroundings.AskSecret("Passphrase: ") is { Length: > 0 } first && surroundings.AskSecret("Again: ") == first ? first : null;
    }

    private static (string Id, string File) Make(string type, string passphrase)
    {
        var secret = new byte[32];
        try
        {
            var id = type == Ed25519Type ? MakeEd25519(secret) : MakeAccount(secret);
            var envelope = KeyEnvelope.Seal(secret, passphrase, Encoding.ASCII.GetBytes(id));
            return (id, $"{{\"type\":\"{type}\",\"id\":\"{JsonEncodedText.Encode(id)}\",\"envelope\":{envelope}}}");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    private static string MakeEd25519(Span<byte> secret)
    {
        using var key = Ed25519KeyPair.Generate();
        key.ExportSeed(secret);
        return DidKey.FromEd25519(key.PublicKey);
    }

    private static string MakeAccount(Span<byte> secret)
    {
        using var key = EvmAccountKey.Generate();
        key.CopySecretTo(secret);
        return key.Address.ToString();
    }

    private static async Task<bool> WriteAsync(string path, string content, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            await using var stream = new FileStream(path, options);
            await stream.WriteAsync(Encoding.UTF8.GetBytes(content + "\n"), cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
