using System.Text.Json;
using Anchor.Chain.Encoding;
using Anchor.Merkle;

namespace Anchor.Cli.Deploying;

/// <summary>The compiled AnchorRegistry that this command carries with it.</summary>
/// <param name="CreationCode">What a transaction without a receiver carries; the constructor takes nothing.</param>
/// <param name="CodeHash">Keccak-256 of the code that then stands at the registry's address, whatever the chain.</param>
internal sealed record RegistryArtifact(byte[] CreationCode, Hash32 CodeHash)
{
    public static RegistryArtifact BuiltIn { get; } = Read();

    private static RegistryArtifact Read()
    {
        using var stream = typeof(RegistryArtifact).Assembly.GetManifestResourceStream("AnchorRegistry.json")!;
        using var artifact = JsonDocument.Parse(stream);
        var code = artifact.RootElement.GetProperty("bytecode").GetString();
        return Hex.TryReadData(code, out var bytes) && bytes.Length > 0
            ? new RegistryArtifact(bytes, Hash32.Parse(artifact.RootElement.GetProperty("codeHash").GetString()))
            : throw new InvalidOperationException("The registry was not compiled when this command was built.");
    }
}
