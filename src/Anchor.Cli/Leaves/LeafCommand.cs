using System.CommandLine;
using System.Text;
using Anchor.Credentials;
using Anchor.Credentials.Bundles;
using Anchor.Credentials.Jwt;
using Anchor.Merkle;

namespace Anchor.Cli.Leaves;

/// <summary><c>anchor leaf FILE</c></summary>
internal static class LeafCommand
{
    public static Command Create(Surroundings surroundings)
    {
        var file = new Argument<string>("FILE") { Description = "A bundle (JSON) or a compact JWT; - is standard input." };
        var command = new Command("leaf", "Prints the leaf hash of a credential: SHA-256 of the compact JWT.") { file };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var name = parsed.GetValue(file)!;
            if (await InputFile.ReadAsync(name, surroundings, cancellationToken).ConfigureAwait(false) is not { } document)
                return await surroundings.RefuseAsync(ExitCodes.Usage, "file.unreadable", $"{name} cannot be read.").ConfigureAwait(false);
            if (!LeafOf(document).TryGet(out var leaf, out var error))
                return await surroundings.RefuseAsync(error.Kind == ErrorKind.Unavailable ? ExitCodes.Unknown : ExitCodes.Invalid, error.Code, error.Message).ConfigureAwait(false);
            await surroundings.Output.WriteLineAsync(leaf.ToHex()).ConfigureAwait(false);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Result<Hash32> LeafOf(ReadOnlySpan<byte> document)
    {
        var text = document.Trim(" \t\r\n"u8);
        if (text.StartsWith("eyJ"u8)) return LeafOfJwt(text);
        if (!Bundle.Read(document).TryGet(out var bundle, out var error)) return error;
        return bundle.Credential.CompactJws is { } compact
            ? LeafOfJwt(Encoding.ASCII.GetBytes(compact))
            : new Error("leaf.format_unsupported", "The leaf of a document with a Data Integrity proof cannot be computed here yet.", ErrorKind.Unavailable);
    }

    // The shape is checked, so that a stray file does not get a leaf; the leaf itself is of the bytes as they stand.
    private static Result<Hash32> LeafOfJwt(ReadOnlySpan<byte> compact) =>
        VcJwt.Parse(compact).TryGet(out _, out var error) ? CredentialLeaf.OfJwt(compact) : error;
}
