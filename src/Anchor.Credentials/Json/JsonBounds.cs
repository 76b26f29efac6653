namespace Anchor.Credentials.Json;

/// <summary>How much JSON is read from strangers.</summary>
/// <param name="MaxBytes">Default 1 MiB.</param>
/// <param name="MaxDepth">Nested objects and arrays; default 64.</param>
public sealed record JsonBounds(int MaxBytes = 1 << 20, int MaxDepth = 64)
{
    /// <summary>1 MiB, depth 64.</summary>
    public static JsonBounds Default { get; } = new();
}
