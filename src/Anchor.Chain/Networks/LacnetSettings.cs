using System.Text.Json.Serialization;
using Anchor.Chain.Encoding;

namespace Anchor.Chain.Networks;

/// <summary>What a writer on LACNet was given by the network: addresses, bounds, and where a hosted node gives out its tokens.</summary>
public sealed record LacnetSettings
{
    /// <summary>The shortest time in seconds; an expired transaction stays in the pool of its node and blocks the node's account.</summary>
    public const ulong ShortestExpiration = 300;

    /// <summary>The longest time in seconds. Milliseconds, a common mistake, would be far beyond it.</summary>
    public const ulong LongestExpiration = 7 * 24 * 3600;

    /// <summary>The proxy that names the relay hub (the network's "trusted forwarder"), not the hub itself; for the gas model.</summary>
    [JsonPropertyName("trustedForwarder")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Address? TrustedForwarder { get; init; }

    /// <summary>The account of the node that relays; for the gas model. Nonces are counted for each node apart.</summary>
    [JsonPropertyName("node")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Address? NodeAddress { get; init; }

    /// <summary>Seconds that a signed transaction stays valid. Default 3600; 300 to 604,800.</summary>
    [JsonPropertyName("expirationSeconds")]
    public ulong ExpirationSeconds { get; init; } = 3600;

    /// <summary>The PermissionedMetaTxHub; for the hub's write path.</summary>
    [JsonPropertyName("metaTxHub")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Address? MetaTxHub { get; init; }

    /// <summary>The gas that the membership grants per block (Basic 500,000, Standard 1,500,000); null leaves the check to the network.</summary>
    [JsonPropertyName("quotaPerBlock")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ulong? QuotaPerBlock { get; init; }

    /// <summary>Where a hosted node gives a token for user and password; https, or http on this machine. Null for none.</summary>
    [JsonPropertyName("login")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Uri? Login { get; init; }

    /// <summary>The environment variable that holds the user of <see cref="Login"/>. Default <c>ANCHOR_LACNET_USER</c>.</summary>
    [JsonPropertyName("loginUserVariable")]
    public string LoginUserVariable { get; init; } = "ANCHOR_LACNET_USER";

    /// <summary>The environment variable that holds the password of <see cref="Login"/>. Default <c>ANCHOR_LACNET_PASSWORD</c>.</summary>
    [JsonPropertyName("loginPasswordVariable")]
    public string LoginPasswordVariable { get; init; } = "ANCHOR_LACNET_PASSWORD";

    /// <summary>Passes when the settings suffice for a write path.</summary>
    /// <exception cref="ArgumentException">Something is missing or out of range; the message names the member.</exception>
    public void Validate(WritePathKind writePath)
    {
        if (ExpirationSeconds is < ShortestExpiration or > LongestExpiration)
            throw Refused("expirationSeconds", $"is {ExpirationSeconds}; it is a time in seconds, {ShortestExpiration} to {LongestExpiration}");
        if (QuotaPerBlock == 0) throw Refused("quotaPerBlock", "is 0; leave it out where the network alone checks it");
        if (Login is { } login && !IsSafe(login)) throw Refused("login", "is no https address");
        if (Login is not null && (LoginUserVariable.Length == 0 || LoginPasswordVariable.Length == 0))
            throw Refused("login", "needs the names of two environment variables");
        if (writePath == WritePathKind.LacnetGasModel)
        {
            Require("trustedForwarder", TrustedForwarder);
            Require("node", NodeAddress);
        }
        if (writePath == WritePathKind.LacnetMetaTxHub) Require("metaTxHub", MetaTxHub);
    }

    private static void Require(string member, Address? value)
    {
        if (value is null or { IsZero: true }) throw Refused(member, "is missing");
    }

    private static bool IsSafe(Uri address) =>
        address.IsAbsoluteUri && address.UserInfo.Length == 0 && (address.Scheme == "https" || (address.Scheme == "http" && address.IsLoopback));

    private static ArgumentException Refused(string member, string words) => new($"The network's lacnet.{member} {words}.");
}
