using System.Text.Json;
using Anchor.Chain.Encoding;
using Anchor.Merkle;

namespace Anchor.Cli.Deploying;

/// <summary>A compiled contract that this command carries with it; its constructor takes nothing.</summary>
/// <param name="Name">The contract's name.</param>
/// <param name="Member">The member of a network's record that holds its address.</param>
/// <param name="Noun">What sentences call it.</param>
/// <param name="DiffersCode">The code of the refusal where the record names another contract.</param>
/// <param name="CreationCode">What a transaction without a receiver carries.</param>
/// <param name="CodeHash">Keccak-256 of the code that then stands at its address, whatever the chain.</param>
internal sealed record ContractArtifact(string Name, string Member, string Noun, string DiffersCode, byte[] CreationCode, Hash32 CodeHash)
{
    public static ContractArtifact Registry { get; } = Read("AnchorRegistry", "registry", "registry", "deploy.registry_differs");

    public static ContractArtifact TokenFactory { get; } = Read("CredentialTokenFactory", "tokenFactory", "factory of tokens", "deploy.factory_differs");

    private static ContractArtifact Read(string name, string member, string noun, string differsCode)
    {
        using var stream = typeof(ContractArtifact).Assembly.GetManifestResourceStream($"{name}.json")!;
        using var artifact = JsonDocument.Parse(stream);
        var code = artifact.RootElement.GetProperty("bytecode").GetString();
        return Hex.TryReadData(code, out var bytes) && bytes.Length > 0
            ? new ContractArtifact(name, member, noun, differsCode, bytes, Hash32.Parse(artifact.RootElement.GetProperty("codeHash").GetString()))
            : throw new InvalidOperationException($"{name} was not compiled when this command was built.");
    }
}
