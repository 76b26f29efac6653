using System.CommandLine;
using System.Text;
using System.Text.Json;
using Anchor.Credentials;
using Anchor.Merkle;

namespace Anchor.Cli.Leaves;

/// <summary><c>anchor prove LEAVES_FILE INDEX</c></summary>
internal static class ProveCommand
{
    private const int MaxLeaves = 1 << 24;

    public static Command Create(Surroundings surroundings)
    {
        var file = new Argument<string>("LEAVES_FILE") { Description = "One leaf hash per line, 64 hexadecimal digits with or without 0x, in the order of the batch." };
        var index = new Argument<int>("INDEX") { Description = "The zero-based line to prove." };
        var command = new Command("prove", "Prints the anchored root of a list of leaves and the inclusion proof of one of them, as JSON.") { file, index };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var read = await ReadAsync(parsed.GetValue(file)!, cancellationToken).ConfigureAwait(false);
            if (!read.TryGet(out var leaves, out var error)) return await surroundings.RefuseAsync(ExitCodes.Usage, error.Code, error.Message).ConfigureAwait(false);
            var at = parsed.GetValue(index);
            if (at < 0 || at >= leaves.Count)
                return await surroundings.RefuseAsync(ExitCodes.Usage, "inclusion.index_out_of_range", $"The file has {leaves.Count} leaves; the index runs from 0.").ConfigureAwait(false);
            await surroundings.Output.WriteLineAsync(Json(MerkleTree.Build([.. leaves]), leaves[at], at)).ConfigureAwait(false);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task<Result<List<Hash32>>> ReadAsync(string file, CancellationToken cancellationToken)
    {
        var leaves = new List<Hash32>();
        try
        {
            await foreach (var line in File.ReadLinesAsync(file, cancellationToken).ConfigureAwait(false))
            {
                if (leaves.Count == MaxLeaves) return Error.Invalid("leaves.too_many", $"At most {MaxLeaves} leaves are read.");
                if (!Hash32.TryParse(line.AsSpan().Trim(), out var leaf)) return Error.Invalid("leaves.malformed", $"Line {leaves.Count + 1} is not a leaf hash.");
                leaves.Add(leaf);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Error.Invalid("file.unreadable", $"{file} cannot be read.");
        }
        return leaves.Count > 0 ? leaves : Error.Invalid("leaves.malformed", "The file holds no leaf.");
    }

    private static string Json(MerkleTree tree, Hash32 leaf, int index)
    {
        var proof = tree.Prove(index);
        var content = new MemoryStream();
        using (var writer = new Utf8JsonWriter(content))
        {
            writer.WriteStartObject();
            writer.WriteString("root", tree.AnchoredRoot.ToHex());
            writer.WriteString("leaf", leaf.ToHex());
            writer.WriteStartObject("inclusionProof");
            writer.WriteNumber("size", proof.Size);
            writer.WriteNumber("index", proof.Index);
            writer.WriteStartArray("path");
            foreach (var sibling in proof.Path) writer.WriteStringValue(sibling.ToHex());
            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(content.ToArray());
    }
}
