using System.CommandLine;
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
        var file = new Argument<string>("FILE") { Description = "A bundle, a credential (JSON or compact JWT) or a badge picture; - is standard input." };
        var command = new Command("leaf", "Prints the leaf hash of a credential: SHA-256 of the compact JWT, or of the signed document's canonical N-Quads.") { file };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var name = parsed.GetValue(file)!;
            if (await InputFile.ReadAsync(name, surroundings, cancellationToken).ConfigureAwait(false) is not { } document)
                return await surroundings.RefuseAsync(ExitCodes.Usage, "file.unreadable", $"{name} cannot be read.").ConfigureAwait(false);
            if (!LeafOf(document).TryGet(out var leaf, out var error))
                return await surroundings.RefuseAsync(ExitCodes.Invalid, error.Code, error.Message).ConfigureAwait(false);
            await surroundings.Output.WriteLineAsync(leaf.ToHex()).ConfigureAwait(false);
            return ExitCodes.Ok;
        });
        return command;
    }

    // The shape is checked, so that a stray file does not get a leaf; the leaf of a JWT is of the bytes as they stand.
    private static Result<Hash32> LeafOf(ReadOnlySpan<byte> file)
    {
        if (!CredentialFile.Open(file).TryGet(out var bundle, out var error)) return error;
        return bundle.Credential.CompactJws is not null && VcJwt.Parse(bundle.Credential.ToText()).Error is { } malformed
            ? malformed
            : CredentialLeaf.Of(bundle.Credential);
    }
}
