using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Anchor.Chain.Encoding;
using Anchor.Credentials;
using Anchor.Credentials.Json;
using Anchor.Merkle;

namespace Anchor.Cli.Deploying;

/// <summary>A deployment that was signed, and of which nobody has yet written down what became of it.</summary>
internal sealed record PendingDeployment
{
    /// <summary>Keccak-256 of the code that it puts on the chain.</summary>
    [JsonPropertyName("codeHash"), JsonConverter(typeof(Hash32JsonConverter))]
    public required Hash32? CodeHash { get; init; }

    /// <summary>The account that signed it.</summary>
    [JsonPropertyName("account")]
    public required Address Account { get; init; }

    /// <summary>The nonce that it uses.</summary>
    [JsonPropertyName("nonce")]
    public required ulong Nonce { get; init; }

    /// <summary>Its hash on the chain; null while only a relay could tell.</summary>
    [JsonPropertyName("transactionHash"), JsonConverter(typeof(Hash32JsonConverter))]
    public Hash32? TransactionHash { get; init; }

    /// <summary>Unix seconds after which it can no longer happen; null for never.</summary>
    [JsonPropertyName("expiresAt"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ulong? ExpiresAt { get; init; }

    /// <summary>The signed bytes.</summary>
    [JsonPropertyName("raw")]
    public required string Raw { get; init; }
}

/// <summary>
/// The signed deployments beside a networks file (<c>FILE.deploy.json</c>), by chain id and contract. They are written before anything is
/// sent, so that a command that breaks off is taken up again with the same bytes and deploys nothing twice.
/// </summary>
internal sealed class PendingDeployments : IDisposable
{
    private static readonly JsonBounds Bounds = new(MaxBytes: 4 << 20, MaxDepth: 4);
    private readonly JsonObject _pending;
    private readonly FileStream _lock;

    private PendingDeployments(string path, JsonObject pending, FileStream held) => (Path, _pending, _lock) = (path, pending, held);

    public string Path { get; }

    /// <summary>Opens what is pending, and keeps others out. Codes: <c>deploy.running</c>, <c>deploy.pending_unreadable</c>.</summary>
    public static Result<PendingDeployments> Open(string networksFile)
    {
        var path = networksFile + ".deploy.json";
        FileStream held;
        try
        {
            held = new FileStream(networksFile + ".deploy.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return new Error("deploy.running", $"{networksFile} is being worked on by another deployment, or its folder cannot be written.", ErrorKind.Conflict);
        }
        try
        {
            var read = File.Exists(path) ? BoundedJson.Parse(File.ReadAllBytes(path), Bounds) : JsonElement.Parse("{}");
            if (read.IsOk && JsonNode.Parse(read.Value.GetRawText()) is JsonObject pending) return new PendingDeployments(path, pending, held);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // said below
        }
        held.Dispose();
        return Unreadable(path);
    }

    /// <summary>The deployment that of a contract that is pending on a chain, or null. Code: <c>deploy.pending_unreadable</c>.</summary>
    public Result<PendingDeployment?> Find(ulong chainId, ContractArtifact contract)
    {
        if (_pending[Key(chainId, contract)] is not { } found) return (PendingDeployment?)null;
        try
        {
            var pending = found.Deserialize<PendingDeployment>();
            return pending is { CodeHash: not null, Raw: not null } && Hex.TryReadData(pending.Raw, out _) ? pending : Unreadable(Path);
        }
        catch (JsonException)
        {
            return Unreadable(Path);
        }
    }

    /// <summary>Keeps a deployment.</summary>
    /// <returns><c>file.unwritable</c>, or null once it is on the disk.</returns>
    public Error? Keep(ulong chainId, ContractArtifact contract, PendingDeployment pending)
    {
        _pending[Key(chainId, contract)] = JsonSerializer.SerializeToNode(pending);
        return WholeFile.Write(Path, _pending);
    }

    /// <summary>Forgets a deployment of which is known what became.</summary>
    /// <returns><c>file.unwritable</c>, or null.</returns>
    public Error? Forget(ulong chainId, ContractArtifact contract)
    {
        if (!_pending.Remove(Key(chainId, contract))) return null;
        if (_pending.Count > 0) return WholeFile.Write(Path, _pending);
        try
        {
            File.Delete(Path);
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Error.Invalid("file.unwritable", $"{Path} cannot be removed.");
        }
    }

    public void Dispose() => _lock.Dispose();

    // The registry's key is the chain's alone, as it was when there was nothing else to deploy.
    private static string Key(ulong chainId, ContractArtifact contract) =>
        chainId.ToString(CultureInfo.InvariantCulture) + (contract == ContractArtifact.Registry ? "" : $"/{contract.Name}");

    private static Error Unreadable(string path) => Error.Invalid(
        "deploy.pending_unreadable", $"{path} cannot be read. It tells of a deployment that was begun: look on the chain for it before you remove the file.");
}
