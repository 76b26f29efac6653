using System.CommandLine;
using Anchor.Credentials;

namespace Anchor.Cli.Hosts;

/// <summary>Where the host is, and by which key it knows the caller.</summary>
internal static class HostConnection
{
    public const string KeyVariable = "ANCHOR_API_KEY";
    private const string UrlVariable = "ANCHOR_URL";
    private const string DefaultUrl = "http://127.0.0.1:5000";

    public static Option<string> UrlOption() =>
        new("--url") { Description = $"The host; else {UrlVariable}, else {DefaultUrl}.", HelpName = "URL" };

    /// <summary>Opens a connection with the key of the environment. Codes: <c>host.api_key_missing</c>, <c>host.url_malformed</c>.</summary>
    public static Result<HostClient> Open(string? url, Surroundings surroundings)
    {
        if (surroundings.Variable(KeyVariable) is not { Length: > 0 } apiKey || apiKey.Any(letter => letter is <= ' ' or > '~'))
            return Error.Invalid("host.api_key_missing", $"Put the API key into {KeyVariable}.");
        return AddressOf(url ?? surroundings.Variable(UrlVariable)) is { } host
            ? new HostClient(surroundings, host, apiKey)
            : Error.Invalid("host.url_malformed", "The host's URL begins with https://; http:// is taken for this machine only.");
    }

    // An API key must not cross a network in clear text.
    private static Uri? AddressOf(string? url) =>
        Uri.TryCreate((string.IsNullOrEmpty(url) ? DefaultUrl : url).TrimEnd('/') + "/", UriKind.Absolute, out var host)
        && (host.Scheme == Uri.UriSchemeHttps || (host.Scheme == Uri.UriSchemeHttp && host.IsLoopback)) ? host : null;
}
