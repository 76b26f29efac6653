using System.Security.Cryptography;
using Anchor.Credentials;
using Anchor.Credentials.Trust;

namespace Anchor.Cli.Verifying;

/// <summary>Finds the trust file: <c>--trust</c>, else <c>ANCHOR_TRUST_FILE</c>, else the built-in one.</summary>
internal static class TrustFiles
{
    private const string Variable = "ANCHOR_TRUST_FILE";

    public static async Task<Result<TrustFile>> ReadAsync(string? option, Surroundings surroundings, CancellationToken cancellationToken) =>
        (await ReadWithHashAsync(option, surroundings, cancellationToken).ConfigureAwait(false)).Map(read => read.Trust);

    /// <summary>The trust file, and the SHA-256 of its bytes in hexadecimal.</summary>
    public static async Task<Result<(TrustFile Trust, string Sha256)>> ReadWithHashAsync(string? option, Surroundings surroundings, CancellationToken cancellationToken)
    {
        var name = string.IsNullOrEmpty(option) ? surroundings.Variable(Variable) : option;
        if (string.IsNullOrEmpty(name)) return BuiltIn();
        return await InputFile.ReadAsync(name, surroundings, cancellationToken).ConfigureAwait(false) is { } content
            ? Read(content)
            : Error.Invalid("trust.unreadable", $"{name} cannot be read.");
    }

    private static Result<(TrustFile Trust, string Sha256)> Read(byte[] content) =>
        TrustFile.Read(content).Map(trust => (trust, Convert.ToHexStringLower(SHA256.HashData(content))));

    private static Result<(TrustFile Trust, string Sha256)> BuiltIn()
    {
        using var stream = typeof(TrustFiles).Assembly.GetManifestResourceStream("default-trust.json")!;
        var content = new MemoryStream();
        stream.CopyTo(content);
        return Read(content.ToArray());
    }
}
